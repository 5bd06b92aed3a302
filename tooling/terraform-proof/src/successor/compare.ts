/**
 * A stack, with what is different for every version of cdktf and of the provider taken away. cdktf calls the provider `aws`, its successor
 * `hashicorp/aws`: to Terraform that is the same.
 */
export function withoutVersions(text: string): unknown {
  const document = JSON.parse(text);
  const { metadata } = document['//'];
  return {
    ...document,
    '//': { ...document['//'], metadata: { ...metadata, version: 'any' } },
    terraform: {
      ...document.terraform,
      required_providers: { aws: { source: 'hashicorp/aws', version: 'any' } },
    },
  };
}
