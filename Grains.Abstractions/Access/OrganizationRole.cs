namespace Warehouse.Access;

/// <summary>The role in the organization that a key acts with. Provisioning and password resets need admin or owner.</summary>
[GenerateSerializer, Alias("warehouse.OrganizationRole")]
public enum OrganizationRole
{
    Member = 0,
    Admin = 1,
    Owner = 2,
}
