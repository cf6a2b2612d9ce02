namespace Warehouse.Errors;

/// <summary>What the framework around the handlers refuses, in the envelope style.</summary>
internal sealed record EnvelopeError(int Status, string Type, string Code, string Detail) : ApiError(Status, Code, Detail)
{
    public override object Body => new ErrorEnvelope { Type = Type, Code = Code, Detail = Detail };
}
