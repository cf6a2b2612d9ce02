using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Warehouse.Gateway")]
[assembly: InternalsVisibleTo("Warehouse.Unit.Tests")]
