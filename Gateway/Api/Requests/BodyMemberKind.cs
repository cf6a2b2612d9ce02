namespace Warehouse.Requests;

/// <summary>What kind of value a member has.</summary>
internal enum BodyMemberKind
{
    Missing,
    Text,
    NotText,
}
