import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import type { World } from '../../core/world.ts';

/** A reply of SES explained for this account: out of the sandbox nobody has to leave it. */
export function inThisAccount(said: Finding, { account, domain, region }: World): Finding {
  const { code, message, fix: _text, fixes: _list, ...about } = said;
  const production = account.ok && account.value.productionAccess;
  if (!production || code !== 'send/not-verified') return said;
  const fix = `Run \`ses-migrate verify-domain ${domain}\`: the sender is not verified in ${region}.`;
  return finding(code, message, { ...about, fix });
}
