import { queryOperation, queryService } from './query.ts';
import type { Service } from './service.ts';
import { queryCodes, queryWire } from './wire.ts';

/** STS 2011-06-15: who am I. No permission is needed for that. */
export function createSts(): Service {
  const wire = queryWire('https://sts.amazonaws.com/doc/2011-06-15/', queryCodes);
  return queryService('sts', wire, [
    queryOperation({
      name: 'GetCallerIdentity',
      input: {},
      action: 'sts:GetCallerIdentity',
      invalid: 'ValidationError',
      resource: () => null,
      run: (_input, call) => ({
        UserId: call.principal.user.id,
        Account: call.principal.account,
        Arn: call.principal.arn,
      }),
    }),
  ]);
}
