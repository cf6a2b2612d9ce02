using YesterdaysClient;

// `jobs`: reports jobs to the cluster it is configured for. `write`: prints every contract as bytes. `read`: reads such bytes back.
return args switch
{
    ["jobs"] => await JobReport.RunAsync(),
    ["write"] => Payloads.Write(Console.Out),
    ["read"] => Payloads.Read(Console.In, Console.Out),
    _ => throw new ArgumentException("jobs, write or read"),
};
