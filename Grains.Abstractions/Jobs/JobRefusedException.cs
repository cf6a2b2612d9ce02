namespace Warehouse.Jobs;

/// <summary>The ledger does not take a job, and trying again will not change that.</summary>
public sealed class JobRefusedException : Exception
{
    public JobRefusedException(JobOutcome outcome)
        : base($"The ledger refused to start the job: {outcome}.") => Outcome = outcome;

    public JobRefusedException()
    {
    }

    public JobRefusedException(string message)
        : base(message)
    {
    }

    public JobRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why.</summary>
    public JobOutcome Outcome { get; }
}
