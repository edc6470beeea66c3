import { expect, test } from 'vitest';
import { hasMarkers, sidesOf, withMarkers } from '../../src/core/checklist-markers.ts';

const text = (...lines: string[]) => lines.join('\n');

test.each<[what: string, lines: string[], ours: string, theirs: string, base: string | null]>([
  ['merge style', ['a', '<<<<<<< HEAD', 'b', '=======', 'c', '>>>>>>> x', 'd'], 'abd', 'acd', null],
  [
    'diff3 style',
    ['a', '<<<<<<< HEAD', 'b', '||||||| 123', 'o', '=======', 'c', '>>>>>>> x'],
    'ab',
    'ac',
    'ao',
  ],
  ['an empty side', ['<<<<<<< HEAD', '=======', 'c', '>>>>>>> x'], '', 'c', null],
  [
    'two conflicts',
    ['<<<<<<< a', '1', '=======', '2', '>>>>>>> b', '-', '<<<<<<< a', '3', '=======', '>>>>>>> b'],
    '1-3',
    '2-',
    null,
  ],
  [
    'a base that is a conflict itself (criss-cross), with longer markers',
    [
      '<<<<<<< a',
      '1',
      '||||||| m',
      '<<<<<<<<< x',
      '=========',
      '>>>>>>>>> y',
      '=======',
      '2',
      '>>>>>>> b',
    ],
    '1',
    '2',
    '<<<<<<<<< x=========>>>>>>>>> y',
  ],
])('%s', (_what, lines, ours, theirs, base) => {
  const flat = (side: string | null | undefined) => side?.replaceAll(/[\r\n]/g, '') ?? null;
  for (const eol of ['\n', '\r\n']) {
    const sides = sidesOf(lines.join(eol));
    expect([flat(sides?.ours), flat(sides?.theirs), flat(sides?.base)]).toEqual([
      ours,
      theirs,
      base,
    ]);
  }
});

test.each([
  [['<<<<<<< a', '1', '>>>>>>> b']],
  [['<<<<<<< a', '1', '=======', '2']],
  [['=======', '>>>>>>> b']],
  [['<<<<<<< a', '<<<<<<< b', '=======', '>>>>>>> b', '=======', '>>>>>>> a']],
])('markers that do not match are no sides: %j', (lines) => {
  expect(sidesOf(text(...lines))).toBeNull();
});

test('what only looks like a marker is none', () => {
  expect(hasMarkers(text('{"a":"<<<<<<< x"}', '<<<<<<<<< a', '>>>>>>>>> b'))).toBe(false);
  expect(hasMarkers(text('<<<<<<<', '=======', '>>>>>>>'))).toBe(true);
  expect(hasMarkers(text('<<<<<<< a\r', '=======\r', '>>>>>>> b\r'))).toBe(true);
});

test('only the lines that differ are put between markers, and are the sides again', () => {
  const [ours, theirs] = [text('a', '1', '2', 'b', '3', ''), text('a', 'x', 'y', 'b', '3', '')];
  const marked = withMarkers(ours, theirs);
  expect(marked).toBe(
    text('a', '<<<<<<< ours', '1', '2', '=======', 'x', 'y', '>>>>>>> theirs', 'b', '3', ''),
  );
  expect(sidesOf(marked)).toEqual({ ours, theirs, base: null });
});

test('texts of different lengths are put in whole', () => {
  expect(sidesOf(withMarkers('a\nb', 'a'))).toEqual({ ours: 'a\nb', theirs: 'a', base: null });
});
