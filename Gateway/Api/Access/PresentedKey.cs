namespace Warehouse.Access;

/// <summary>A credential as presented. A class of its own so that nothing prints it.</summary>
internal sealed class PresentedKey(string? text, string where)
{
    /// <summary>Where it stood, in the words of the contract's refusal.</summary>
    public string Where => where;

    /// <summary>The hash of a key that may exist; null for anything that cannot be one.</summary>
    public string? Hash => text is not null && ApiKey.IsWellFormed(text) ? ApiKey.Hash(text) : null;

    public override string ToString() => $"*** in {where}";
}
