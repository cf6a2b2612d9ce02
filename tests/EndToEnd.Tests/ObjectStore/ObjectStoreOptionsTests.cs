using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Warehouse.ObjectStore;

namespace Warehouse.EndToEnd.ObjectStore;

public sealed class ObjectStoreOptionsTests
{
    private const string S3 = "Kind=S3;S3:ServiceUrl=https://s3.example.com;";

    [Fact]
    public void A_bucket_is_named_after_its_organization()
    {
        var organization = Guid.Parse("0192f0c1-7b1e-7c3a-9d5e-0123456789ab");

        Assert.Equal("warehouse-0192f0c17b1e7c3a9d5e0123456789ab", BucketName.For(organization));
        Assert.Equal(63, BucketName.For(organization, new string('p', 31)).Length);
    }

    [Theory]
    [InlineData("Path=/var/lib/warehouse", typeof(DirectoryObjectStore))]
    [InlineData("Kind=Directory;Path=/var/lib/warehouse", typeof(DirectoryObjectStore))]
    [InlineData("Kind=s3", typeof(S3ObjectStore))]
    [InlineData(S3 + "S3:AccessKey=a;S3:SecretKey=b;S3:Region=eu-west-1;S3:RequestTimeout=00:00:10", typeof(S3ObjectStore))]
    public void Configuration_chooses_the_store(string settings, Type expected)
    {
        using var services = Services(settings);

        Assert.IsType(expected, services.GetRequiredService<IObjectStore>());
    }

    [Theory]
    [InlineData("", "Path must be the absolute path of the folder that holds the buckets.")]
    [InlineData("Path=relative", "Path must be the absolute path of the folder that holds the buckets.")]
    [InlineData("Kind=7", "Kind must be Directory or S3.")]
    [InlineData("Path=/x;BucketPrefix=My_", "BucketPrefix must be 1 to 31 characters of a-z, 0-9 and hyphens, the first no hyphen.")]
    [InlineData("Kind=S3;S3:ServiceUrl=s3.example.com", "S3:ServiceUrl must be an http or https address without credentials.")]
    [InlineData(
        "Kind=S3;S3:ServiceUrl=https://me:secret@example.com", "S3:ServiceUrl must be an http or https address without credentials.")]
    [InlineData(S3 + "S3:AccessKey=a", "S3 must have both AccessKey and SecretKey, or neither for the AWS SDK's own credentials.")]
    [InlineData(S3 + "S3:Region=", "S3:Region must not be empty; us-east-1 does for most compatible servers.")]
    [InlineData(S3 + "S3:Retries=11", "S3:Retries must be 0 to 10.")]
    [InlineData(S3 + "S3:ConnectTimeout=-00:00:01", "S3 must have a ConnectTimeout and a RequestTimeout above 0 and up to 5 minutes.")]
    public void Wrong_configuration_is_one_clear_line(string settings, string problem)
    {
        using var services = Services(settings);

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal($"Warehouse:ObjectStore:{problem}", exception.Message);
    }

    private static ServiceProvider Services(string settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(setting => setting.Split('=', 2))
                .Select(pair => KeyValuePair.Create($"Warehouse:ObjectStore:{pair[0]}", (string?)pair[1])))
            .Build();
        return new ServiceCollection().AddLogging().AddObjectStore(configuration).BuildServiceProvider();
    }
}
