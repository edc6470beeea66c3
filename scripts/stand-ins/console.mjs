// Takes the place of `console` in all that is bundled: a library must not write into a report or a terminal.
// mailauth prints where l= of a signature does not fit the body, and the AWS SDK takes `console` for its log
// where it is given none.

const write = () => undefined;

export const console = {
  assert: write,
  debug: write,
  dir: write,
  error: write,
  group: write,
  groupEnd: write,
  info: write,
  log: write,
  table: write,
  time: write,
  timeEnd: write,
  trace: write,
  warn: write,
};
