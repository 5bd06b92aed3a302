import { AwsProvider } from '../cdktf/aws.ts';
import { type App, LocalBackend, S3Backend, TerraformStack } from '../cdktf/core.ts';
import { type Environment, isLocal, stateBucketOf } from '../environment/environment.ts';

/** The first version with locks in S3 itself, of Terraform and of OpenTofu. */
const requiredVersion = '>= 1.10.0';

/** A stack with a provider of the environment's account and region, and a state of its own. */
export class BaseStack extends TerraformStack {
  /**
   * @param id names the stack and its state
   * @param tags tags of every resource
   */
  constructor(app: App, id: string, environment: Environment, tags: Readonly<Record<string, string>>) {
    super(app, id);
    const { region, accountId } = environment;
    this.addOverride('terraform.required_version', requiredVersion);
    new AwsProvider(this, 'aws', {
      region,
      ...(accountId !== undefined && { allowedAccountIds: [accountId] }),
      defaultTags: [{ tags: { ...environment.tags, ...tags } }],
    });
    if (isLocal(environment) || environment.state === 'file') {
      // Terraform runs in the stack's folder; cdktf's own default would be an absolute path of this machine.
      new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    } else {
      const bucket = stateBucketOf(environment);
      new S3Backend(this, { bucket, key: `${id}.tfstate`, region, encrypt: true });
      this.addOverride('terraform.backend.s3.use_lockfile', true);
    }
  }
}
