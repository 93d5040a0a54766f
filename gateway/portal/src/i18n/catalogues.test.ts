import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SOURCES = new URL('..', import.meta.url).pathname;
const NAMES = readdirSync(`${SOURCES}i18n/vi`).map((file) => file.replace('.json', ''));

/** The texts of a catalogue by their keys. */
function texts(language: string, name: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, key: string) => {
    if (typeof value === 'string') found.set(key, value);
    else
      for (const [part, inner] of Object.entries(value as object)) walk(inner, key ? `${key}.${part}` : part);
  };
  walk(JSON.parse(readFileSync(`${SOURCES}i18n/${language}/${name}.json`, 'utf8')), '');
  return found;
}

// Vietnamese has one plural form, English two.
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const keys = (all: Map<string, string>) => [...new Set([...all.keys()].map(withoutPlural))].sort();
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test.each(NAMES)('the catalogue %s says the same in both languages', (name) => {
  const [vietnamese, english] = [texts('vi', name), texts('en', name)];
  expect(keys(english)).toEqual(keys(vietnamese));
  for (const [key, text] of vietnamese) {
    const translated = english.get(key) ?? english.get(`${withoutPlural(key)}_other`);
    expect([key, placeholders(translated ?? '')]).toEqual([key, placeholders(text)]);
  }
});

/** What the sources ask of the catalogues: every string, with anything for what is put into it. */
function asked(): RegExp[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const code = files
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.ts/.test(file))
    .map((file) => readFileSync(SOURCES + file, 'utf8'))
    .join('\n');
  const strings = [...code.matchAll(/'([\w.:-]+)'|`((?:[\w.:-]|\$\{(?:[^{}`]|\{[^{}]*\})*\})+)`/g)];
  const pieces = [...new Set(strings.map(([, plain, template]) => plain ?? template ?? ''))]
    .map((string) => string.replace(/^[\w-]+:/, '').split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/))
    // What begins with a variable would match any key.
    .filter(([first, ...others]) => first || others.join('').length > 2);
  return pieces.map((some) => new RegExp(`^${some.map((one) => one.replaceAll('.', '\\.')).join('[^.]+')}$`));
}

// The help and the tour are read whole.
test.each(NAMES.filter((name) => !['help', 'tour'].includes(name)))('no text of %s is left over', (name) => {
  const patterns = asked();
  const unused = keys(texts('vi', name)).filter((key) => !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});
