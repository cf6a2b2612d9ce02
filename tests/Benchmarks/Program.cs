using System.CommandLine;
using Warehouse.Backfills;
using Warehouse.Failures;
using Warehouse.Jobs;
using Warehouse.PropertyValues;

var root = new RootCommand(
    "Figures, taken on this machine, each beside what it is compared with. Build in Release and let nothing else run.")
{
    BackfillBenchmark.Command(),
    BackfillMemoryBenchmark.Command(),
    JobProgressBenchmark.Command(),
    PropertyValuesBenchmark.Command(),
    SiloLossBenchmark.Command(),
};
return await root.Parse(args).InvokeAsync();
