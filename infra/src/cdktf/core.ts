/** All that infra takes of cdktf: whoever replaces it changes this file. */
export { App, AssetType, LocalBackend, TerraformAsset, TerraformOutput, TerraformStack } from 'cdktf';
