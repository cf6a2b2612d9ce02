namespace Warehouse.Errors;

/// <summary>What a handler itself refuses.</summary>
internal sealed record HandlerError(int Status, string Code, string Error) : ApiError(Status, Code, Error)
{
    public override object Body => new ErrorMessage { Error = Error, Code = Code };
}
