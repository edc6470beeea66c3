import { see } from './see.ts';
import { source } from './source.ts';

export const delegation = source({
  key: 'delegation',
  read: ({ ports, scope }) => see(() => ports.dns.delegation(scope.domain)),
});
