import { createMask, variableNamesSecret } from './mask.ts';

describe('the mask', () => {
  it.each([
    ['{"token":"abc","threadId":"t1"}', '{"token":"••••••","threadId":"t1"}'],
    ['{"body":"{\\"accessToken\\":\\"a\\\\\\"b\\"}"}', '{"body":"{\\"accessToken\\":\\"••••••\\"}"}'],
    ['{"Item":{"token":{"S":"abc"},"seq":{"N":"1"}}}', '{"Item":{"token":{"S":"••••••"},"seq":{"N":"1"}}}'],
    [
      '{"headers":{"Authorization":"Bearer x","cookie":"a=b"}}',
      '{"headers":{"Authorization":"••••••","cookie":"••••••"}}',
    ],
    ['/local?token=abc&threadId=t1', '/local?token=••••••&threadId=t1'],
    ['token=abc', 'token=••••••'],
    ['/o?X-Amz-Signature=1f&X-Amz-Date=2', '/o?X-Amz-Signature=••••••&X-Amz-Date=2'],
    ['{"event":"x","password":"cut off in the mid', '{"event":"x","password":"••••••'],
    ['{"inputTokens":12,"tokens":"many","key":"a"}', '{"inputTokens":12,"tokens":"many","key":"a"}'],
  ])('of %s shows %s', (text, shown) => {
    expect(createMask().text(text)).toBe(shown);
  });

  it('hides a value that was given as a secret wherever it stands, in what was said before too', () => {
    const mask = createMask();
    mask.remember('hunter2');
    mask.remember('ab');
    expect(mask.text('it is hunter2, absolutely')).toBe('it is ••••••, absolutely');
    expect(mask.value({ deep: [{ text: 'hunter2' }] })).toEqual({ deep: [{ text: '••••••' }] });
  });

  it.each([
    ['TELEGRAM_BOT_TOKEN', true],
    ['SECRET_LLM_API_KEY', true],
    ['DATABASE_PASSWORD', true],
    ['TABLE_PARTITIONED_KEYS', false],
    ['TABLE_BOTTOKENS', false],
    ['RETENTION_DAYS', false],
  ])('the variable %s names a secret: %s', (name, isSecret) => {
    expect(variableNamesSecret(name)).toBe(isSecret);
  });
});
