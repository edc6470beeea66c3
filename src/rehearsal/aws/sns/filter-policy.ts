import { matchesPattern } from '../event-pattern.ts';
import { isRecord } from '../shape.ts';

/**
 * Whether a subscription's filter policy passes a message (SNS Developer Guide, subscription filter policies).
 * Messages of SES have no attributes, so that a policy with the default scope, MessageAttributes, passes none.
 */
export function passes(attributes: ReadonlyMap<string, string>, message: string): boolean {
  const policy = attributes.get('FilterPolicy');
  if (policy === undefined || policy === '') return true;
  const wanted: unknown = JSON.parse(policy);
  if (!isRecord(wanted) || Object.keys(wanted).length === 0) return true;
  if (attributes.get('FilterPolicyScope') !== 'MessageBody') return false;
  return matchesPattern(wanted, parsed(message));
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
