using System.Globalization;
using System.Numerics;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary>The paging of lists of jobs: <c>limit</c> and <c>offset</c> brought into bounds, <c>cutoff_days</c> as given.</summary>
internal sealed record PageParameters(int Limit, BigInteger Offset, BigInteger CutoffDays) : IReadFromRequest<PageParameters>
{
    // Far beyond any number of jobs, and inside the range of dates: what is larger means the same.
    private const int FarOffset = 1_000_000_000;
    private const int FarDays = 700_000;

    public static readonly HandlerError Invalid = new(400, "invalid_parameter", "Invalid limit, offset, or cutoff_days parameter");

    public static readonly QueryParameter[] Documented =
    [
        QueryParameter.Integer("limit", "How many to list; brought into 1 to 50.", 20),
        QueryParameter.Integer("offset", "How many to leave out; negative means 0.", 0),
        QueryParameter.Integer("cutoff_days", "Only jobs created in this many days up to now.", 30),
    ];

    public static ValueTask<Bound<PageParameters>> ReadAsync(HttpContext context) => ValueTask.FromResult(Read(context.Request.Query));

    public ActivityQuery ToQuery() => new()
    {
        Limit = Limit,
        Offset = (long)BigInteger.Min(FarOffset, Offset),
        CutoffDays = (double)BigInteger.Min(FarDays, BigInteger.Max(-FarDays, CutoffDays)),
    };

    /// <summary>The relative address of the page at <paramref name="offset"/>.</summary>
    public string Link(BigInteger offset) =>
        string.Create(CultureInfo.InvariantCulture, $"?limit={Limit}&offset={offset}&cutoff_days={CutoffDays}");

    // Whatever its size, an integer is fine.
    private static Bound<PageParameters> Read(IQueryCollection query) =>
        Read(query, "limit", 20) is { } limit && Read(query, "offset", 0) is { } offset && Read(query, "cutoff_days", 30) is { } days
            ? new PageParameters((int)BigInteger.Min(50, BigInteger.Max(1, limit)), BigInteger.Max(0, offset), days)
            : Invalid;

    private static BigInteger? Read(IQueryCollection query, string name, int fallback) =>
        query.TryGetValue(name, out var values) ? PythonInteger.Parse(values[^1]) : fallback;
}
