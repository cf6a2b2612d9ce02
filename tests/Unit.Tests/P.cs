namespace Warehouse; public class UnitPlaceholder { [Fact] public void Runs() { } }
