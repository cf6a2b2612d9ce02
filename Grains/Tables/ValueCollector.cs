using System.Buffers;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Warehouse.Tables;

/// <summary>
/// The distinct values that a load sees in the text columns and in the top-level members of the JSON columns, as far as it is worth
/// remembering them: of identifiers and long texts it notes that it has not all.
/// </summary>
internal sealed class ValueCollector
{
    /// <summary>Longer names and values, in bytes of UTF-8, are not kept.</summary>
    public const int MaxBytes = 200;

    private const int MaxValuesPerKey = 1_000;
    private const int MaxValues = 50_000;
    private const int MaxKeys = 2_000;
    private const int MaxJson = 1 << 20;

    /// <summary>The escaped form of a short text: six bytes, <c>\u0061</c>, may stand for one.</summary>
    private const int MaxEscaped = 6 * MaxBytes;

    private static readonly SearchValues<byte> Exponent = SearchValues.Create("eE"u8);

    private readonly DatasetTable _table;
    private readonly Key[] _columns;
    private readonly Dictionary<byte[], Key>[] _members;
    private readonly byte[] _scratch = new byte[MaxEscaped];
    private byte[] _text = new byte[4096];
    private int _keyCount;
    private int _valueCount;
    private long _row;

    public ValueCollector(DatasetTable table)
    {
        _table = table;
        _columns = [.. table.Columns.Select(_ => new Key())];
        _members = [.. table.Columns.Select(_ => new Dictionary<byte[], Key>(Utf8Comparer.Instance))];
    }

    /// <summary>Whether values of the column are collected.</summary>
    public static bool Collects(DatasetColumn column) => column.Kind is ValueKind.Text or ValueKind.Json;

    /// <summary>Every collected column and member that has values or of which values are missing.</summary>
    public IEnumerable<CollectedKey> Keys => _table.Columns.Index().Where(column => Collects(column.Item)).SelectMany(column =>
        _members[column.Index]
            .Select(member => new CollectedKey($"{column.Item.Name}.{Encoding.UTF8.GetString(member.Key)}", IsColumn: false, member.Value.IsComplete, member.Value.Values))
            .Prepend(new CollectedKey(column.Item.Name, IsColumn: true, _columns[column.Index].IsComplete, _columns[column.Index].Values)));

    public void AddText(int column, string text)
    {
        var key = _columns[column];
        if (!key.IsOpen)
        {
            return;
        }

        // What has more characters has more bytes too.
        if (text.Length > MaxBytes)
        {
            key.IsComplete = false;
        }
        else
        {
            Add(key, Encode(text));
        }
    }

    /// <summary>The members of a JSON object. What else is valid JSON has none; what is not is PostgreSQL's to refuse.</summary>
    public void AddJson(int column, string json)
    {
        if (json.Length > MaxJson)
        {
            _columns[column].IsComplete = false;
            return;
        }

        _row++;
        try
        {
            var reader = new Utf8JsonReader(Encode(json));
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                AddMembers(column, ref reader);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            _columns[column].IsComplete = false;
        }
    }

    private void AddMembers(int column, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = FindMember(column, Text(ref reader));
            reader.Read();
            if (key is null)
            {
                reader.Skip();
                continue;
            }

            if (key.LastRow == _row)
            {
                // Of a name that is there twice PostgreSQL keeps the last: which values are true is hard to tell from here.
                _valueCount -= key.Values.Count;
                key.Drop();
            }

            key.LastRow = _row;
            AddElements(key, ref reader, depth: 0);
        }
    }

    /// <summary>A value, or the elements of an array, up to three deep, as a query of the table would flatten them.</summary>
    private void AddElements(Key key, ref Utf8JsonReader reader, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (key.IsOpen)
                {
                    Add(key, Text(ref reader));
                }

                break;
            case JsonTokenType.True:
                Add(key, "true"u8);
                break;
            case JsonTokenType.False:
                Add(key, "false"u8);
                break;
            case JsonTokenType.Number:
                AddNumber(key, reader.ValueSpan);
                break;
            case JsonTokenType.StartArray when depth < 3:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    AddElements(key, ref reader, depth + 1);
                }

                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                key.IsComplete = false;
                reader.Skip();
                break;
        }
    }

    /// <summary>PostgreSQL writes 1e3 as 1000 and -0 as 0; every other number as it stands.</summary>
    private void AddNumber(Key key, ReadOnlySpan<byte> number)
    {
        if (number.ContainsAny(Exponent) || (number[0] == (byte)'-' && number.IndexOfAnyInRange((byte)'1', (byte)'9') < 0))
        {
            key.IsComplete = false;
        }
        else
        {
            Add(key, number);
        }
    }

    /// <summary>The member of that name; null when its name is too long or there are too many.</summary>
    private Key? FindMember(int column, ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxBytes)
        {
            return null;
        }

        var members = _members[column].GetAlternateLookup<ReadOnlySpan<byte>>();
        if (members.TryGetValue(name, out var key))
        {
            return key;
        }

        if (_keyCount == MaxKeys)
        {
            _columns[column].IsComplete = false;
            return null;
        }

        _keyCount++;
        return _members[column][name.ToArray()] = new Key();
    }

    private void Add(Key key, ReadOnlySpan<byte> value)
    {
        if (!key.IsOpen)
        {
            return;
        }

        if (value.Length > MaxBytes)
        {
            key.IsComplete = false;
            return;
        }

        var values = key.Values.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (values.Contains(value))
        {
            return;
        }

        if (key.Values.Count == MaxValuesPerKey || _valueCount == MaxValues)
        {
            key.Close();
            return;
        }

        _valueCount++;
        values.Add(value);
    }

    /// <summary>The name or string at hand, unescaped; one too long when it is too long.</summary>
    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped || reader.ValueSpan.Length > MaxEscaped ? reader.ValueSpan : _scratch.AsSpan(0, reader.CopyString(_scratch));

    private ReadOnlySpan<byte> Encode(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < most)
        {
            _text = new byte[most];
        }

        return _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text));
    }

    private sealed class Key
    {
        public HashSet<byte[]> Values { get; } = new(Utf8Comparer.Instance);

        /// <summary>Whether <see cref="Values"/> are all there are.</summary>
        public bool IsComplete { get; set; } = true;

        /// <summary>Whether further values are taken.</summary>
        public bool IsOpen { get; private set; } = true;

        public long LastRow { get; set; }

        public void Close() => IsOpen = IsComplete = false;

        public void Drop()
        {
            Close();
            Values.Clear();
        }
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <param name="Name">A column, or a JSON column, a dot and a member.</param>
/// <param name="IsComplete">Whether these are all values; of a JSON column, whether all its members are here.</param>
/// <param name="Values">In UTF-8.</param>
internal sealed record CollectedKey(string Name, bool IsColumn, bool IsComplete, IReadOnlyCollection<byte[]> Values);
