import { queryService } from '../query.ts';
import type { Service } from '../service.ts';
import { queryCodes, queryWire } from '../wire.ts';
import { accessKeyOperations } from './access-keys.ts';
import { simulatePrincipalPolicy } from './simulate.ts';
import type { IamStore } from './store.ts';
import { policyOperations, userOperations } from './users.ts';

/** IAM 2010-05-08: users, inline policies and access keys. */
export function createIam(iam: IamStore): Service {
  const wire = queryWire('https://iam.amazonaws.com/doc/2010-05-08/', queryCodes);
  return queryService('iam', wire, [
    ...userOperations(iam),
    ...policyOperations(iam),
    ...accessKeyOperations(iam),
    simulatePrincipalPolicy(iam),
  ]);
}
