using Warehouse.Cli;

return await OperatorCommands.InvokeAsync(OperatorCommands.CreateRoot(), args);
