using Warehouse.Audit;
using Warehouse.Routing;

namespace Warehouse.Access;

/// <summary>Lets a request on to its endpoint, or refuses it, before anything of it is bound or validated.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiresKey>() is { } requirement)
        {
            var project = context.GetRouteValue(DataWarehouseRoutes.ProjectParameter) as string ?? "";
            var admission = await gate.AdmitAsync(context, requirement, project);
            if (admission.Refusal is { } refusal)
            {
                await refusal.ExecuteAsync(context);
                return;
            }

            var caller = admission.Caller!;
            if (context.GetEndpoint()?.Metadata.GetMetadata<RequiresAdmin>()?.Refuse(caller) is { } notAllowed)
            {
                await notAllowed.ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller);
            AuditCaller.Set($"key {caller.KeyId}", AddressOf(context));
        }

        await next(context);
    }

    /// <summary>As people write it: an IPv4 address is not one of IPv6.</summary>
    private static string? AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}
