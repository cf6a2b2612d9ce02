namespace Importer;

/// <summary>The import makes no sense as it is configured.</summary>
internal sealed class ImportException(string message) : Exception(message);
