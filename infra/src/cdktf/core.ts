/** All that infra takes of cdktf. A successor of cdktf takes its place here and in `aws.ts`. */
export {
  App,
  AssetType,
  Fn,
  LocalBackend,
  S3Backend,
  TerraformAsset,
  TerraformOutput,
  type TerraformResource,
  TerraformStack,
} from 'cdktf';
export { Construct } from 'constructs';
