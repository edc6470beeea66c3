/** The rehearsal as the command line sees it. */
export { nameServersOfHost } from './dns/hosts.ts';
export { type RehearseMode, rehearse } from './drive.ts';
export { parseFaults } from './faults.ts';
export { readOperatorPolicy } from './operator-policy.ts';
export { type Rehearsal, startRehearsal } from './start.ts';
