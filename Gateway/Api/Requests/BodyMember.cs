namespace Warehouse.Requests;

/// <summary>The value of one member of a request body.</summary>
/// <param name="Kind">Absent members and JSON's null are both <see cref="BodyMemberKind.Missing"/>.</param>
/// <param name="Text">The text of a string; null otherwise.</param>
internal readonly record struct BodyMember(BodyMemberKind Kind, string? Text)
{
    public static BodyMember Of(string? text) => text is null ? default : new(BodyMemberKind.Text, text);
}
