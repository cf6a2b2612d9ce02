using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Warehouse.Unit.Tests")]
