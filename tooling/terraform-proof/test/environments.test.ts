import { describeWithTerraform, proofTimeoutMs, proveStack, stackNames } from './proof.ts';

describeWithTerraform('with real Terraform, the environment', () => {
  it.each(stackNames)(
    '%s is valid, applied, changed by no second plan, and destroyed',
    async (name) => {
      const result = await proveStack(name);
      expect(result.failedStep === undefined ? 'proven' : `${result.failedStep}: ${result.output}`).toBe(
        'proven',
      );
      expect(result.resourceCount).toBeGreaterThan(50);
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
      });
      expect(result.failedStep).toBe('destroy');
      expect(result.output).toContain('prevent_destroy');
    },
    proofTimeoutMs,
  );
});
