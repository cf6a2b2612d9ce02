using Warehouse.Errors;

namespace Warehouse.Requests;

/// <summary>A parameter of a handler that read itself from the request, or why it could not.</summary>
internal interface IBound
{
    ApiError? Refusal { get; }
}

/// <summary>What an endpoint reads from a request. It words its own refusals, because the contract words each of them.</summary>
internal interface IReadFromRequest<T>
    where T : class, IReadFromRequest<T>
{
    static abstract ValueTask<Bound<T>> ReadAsync(HttpContext context);
}

/// <inheritdoc cref="IBound"/>
internal sealed class Bound<T> : IBound
    where T : class, IReadFromRequest<T>
{
    private readonly T? _value;

    private Bound(T? value, ApiError? refusal) => (_value, Refusal) = (value, refusal);

    public ApiError? Refusal { get; }

    /// <summary>A handler that runs has a value: <see cref="BoundExtensions.RefuseUnreadable"/> answers for the others.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The request was refused.");

    public static implicit operator Bound<T>(T value) => new(value, null);

    public static implicit operator Bound<T>(ApiError refusal) => new(null, refusal);

    /// <summary>Minimal APIs bind the parameter through this.</summary>
    public static ValueTask<Bound<T>> BindAsync(HttpContext context) => T.ReadAsync(context);
}

/// <summary>Stands between binding and the handlers.</summary>
internal static class BoundExtensions
{
    /// <summary>Refuses a request whose parameters could not be read, before its handler runs.</summary>
    public static void RefuseUnreadable(this RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is IBound { Refusal: { } refusal })
            {
                return ValueTask.FromResult<object?>(refusal);
            }
        }

        return next(context);
    });
}
