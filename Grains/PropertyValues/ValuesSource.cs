namespace Warehouse.PropertyValues;

/// <summary>Where an answer came from.</summary>
internal enum ValuesSource
{
    /// <summary>No values were looked for: no warehouse, table or column to look in, or no answer from there.</summary>
    None,

    /// <summary>An answer given before.</summary>
    Cache,

    /// <summary>The index that loads keep.</summary>
    Index,

    /// <summary>The table itself.</summary>
    Scan,
}
