/** The signals that end a command: Ctrl-C, a service manager, and a closed terminal or dropped connection. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How many parts of the program stop a run at a good place by themselves. Signals belong to the whole process. */
let graceful = 0;

/** Until the returned function is called, `stop` hears the signals, and they do not end the process. */
export function handleTermination(stop: (signal: NodeJS.Signals) => void): () => void {
  graceful += 1;
  const forget = listen(stop);
  let isOn = true;
  return () => {
    if (isOn) graceful -= 1;
    isOn = false;
    forget();
  };
}

const cleanUps = new Set<() => void>();
let forgetCleanUps: () => void = () => undefined;

/**
 * Runs `cleanUp`, which must be synchronous, when a signal is about to end the process, and then lets it end
 * by that signal. Returns what takes this away again. Listeners of others do not count: the questions to a
 * person have some of their own, which end the process too.
 */
export function beforeTermination(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) forgetCleanUps = listen(cleanUpAndEnd);
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
    if (cleanUps.size === 0) forgetCleanUps();
  };
}

function cleanUpAndEnd(signal: NodeJS.Signals): void {
  if (graceful > 0) return;
  forgetCleanUps();
  for (const cleanUp of cleanUps) cleanUp();
  process.kill(process.pid, signal);
}

/** Not `once`: a second signal has to be heard as well. */
function listen(hear: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, hear);
  return () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
}
