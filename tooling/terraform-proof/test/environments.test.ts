import { describeWithTerraform, proofTimeoutMs, proveStack, stackNames } from './proof.ts';

/** Every environment is proven by `npm run prove`, which takes longer. */
const provenHere = stackNames.filter((name) => name === 'dev' || name.startsWith('account-'));

describeWithTerraform('with real Terraform, the environment', () => {
  it.each(provenHere)(
    '%s is valid, applied, in order, changed by no second plan, and destroyed',
    async (name) => {
      const result = await proveStack(name);
      expect(result.failedStep === undefined ? 'proven' : `${result.failedStep}: ${result.output}`).toBe(
        'proven',
      );
      expect(result.resourceCount).toBeGreaterThan(1);
      expect(result.output).toContain(`${result.resourceCount} destroyed`);
    },
    proofTimeoutMs,
  );

  it(
    'prod is not destroyed while it is protected',
    async () => {
      const result = await proveStack('prod', {
        steps: ['init', 'plan', 'apply', 'destroy'],
        liftsProtection: false,
        refuses: false,
      });
      expect(result.failedStep).toBe('destroy');
      expect(result.output).toContain('prevent_destroy');
    },
    proofTimeoutMs,
  );
});
