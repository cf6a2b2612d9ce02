using System.Globalization;
using Google.Protobuf;

namespace Warehouse.Telemetry;

/// <summary>
/// Reads the spans out of an OTLP export request. Of the messages in opentelemetry/proto/trace/v1/trace.proto it takes the fields that the
/// tests look at, by their numbers, and skips the others.
/// </summary>
internal static class OtlpReader
{
    private const int ServerKind = 2;

    public static bool IsServer(this OtlpSpan span) => span.Kind == ServerKind;

    /// <summary>ExportTraceServiceRequest: resource_spans = 1.</summary>
    public static List<OtlpSpan> ReadSpans(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        Fields(request, (field, input) =>
        {
            if (field == 1)
            {
                ReadResource(input.ReadBytes().ToByteArray(), spans);
                return true;
            }

            return false;
        });
        return spans;
    }

    /// <summary>ResourceSpans: resource = 1, scope_spans = 2. Resource: attributes = 1.</summary>
    private static void ReadResource(byte[] message, List<OtlpSpan> spans)
    {
        var resource = new Dictionary<string, string>();
        var before = spans.Count;
        Fields(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    ReadAttributes(input.ReadBytes().ToByteArray(), 1, resource);
                    return true;
                case 2:
                    ReadScope(input.ReadBytes().ToByteArray(), spans);
                    return true;
                default:
                    return false;
            }
        });
        spans[before..].ForEach(span => span.Service = resource.GetValueOrDefault("service.name", ""));
    }

    /// <summary>ScopeSpans: scope = 1, spans = 2. InstrumentationScope: name = 1.</summary>
    private static void ReadScope(byte[] message, List<OtlpSpan> spans)
    {
        var scope = "";
        var before = spans.Count;
        Fields(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    scope = Text(input.ReadBytes().ToByteArray(), 1);
                    return true;
                case 2:
                    spans.Add(ReadSpan(input.ReadBytes().ToByteArray()));
                    return true;
                default:
                    return false;
            }
        });
        spans[before..].ForEach(span => span.Scope = scope);
    }

    /// <summary>
    /// Span: trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, kind = 6, attributes = 9, links = 13. Link: trace_id = 1.
    /// </summary>
    private static OtlpSpan ReadSpan(byte[] message)
    {
        var span = new OtlpSpan();
        ReadAttributes(message, 9, span.Attributes);
        Fields(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    span.TraceId = Hex(input.ReadBytes());
                    return true;
                case 2:
                    span.SpanId = Hex(input.ReadBytes());
                    return true;
                case 4:
                    span.ParentId = Hex(input.ReadBytes());
                    return true;
                case 5:
                    span.Name = input.ReadString();
                    return true;
                case 6:
                    span.Kind = input.ReadEnum();
                    return true;
                case 13:
                    Fields(input.ReadBytes().ToByteArray(), (part, link) =>
                    {
                        if (part == 1)
                        {
                            span.Links.Add(Hex(link.ReadBytes()));
                            return true;
                        }

                        return false;
                    });
                    return true;
                default:
                    return false;
            }
        });
        return span;
    }

    /// <summary>KeyValue: key = 1, value = 2. AnyValue: string = 1, bool = 2, int = 3, double = 4.</summary>
    private static void ReadAttributes(byte[] message, int attributes, Dictionary<string, string> into) => Fields(message, (field, input) =>
    {
        if (field != attributes)
        {
            return false;
        }

        var (key, value) = ("", "");
        Fields(input.ReadBytes().ToByteArray(), (part, pair) =>
        {
            switch (part)
            {
                case 1:
                    key = pair.ReadString();
                    return true;
                case 2:
                    Fields(pair.ReadBytes().ToByteArray(), (kind, any) =>
                    {
                        value = kind switch
                        {
                            1 => any.ReadString(),
                            2 => any.ReadBool().ToString(),
                            3 => any.ReadInt64().ToString(CultureInfo.InvariantCulture),
                            4 => any.ReadDouble().ToString(CultureInfo.InvariantCulture),
                            _ => "",
                        };
                        return kind is >= 1 and <= 4;
                    });
                    return true;
                default:
                    return false;
            }
        });
        into[key] = value;
        return true;
    });

    private static string Text(byte[] message, int number)
    {
        var text = "";
        Fields(message, (field, input) =>
        {
            if (field == number)
            {
                text = input.ReadString();
                return true;
            }

            return false;
        });
        return text;
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    /// <summary>Goes through a message; a field that <paramref name="read"/> does not want is skipped.</summary>
    private static void Fields(byte[] message, Func<int, CodedInputStream, bool> read)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }
}
