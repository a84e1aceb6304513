#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""reference.py --write | --check: what manual pages say of options, commands, panels and keys, from the programs' tables.

The programs tell their tables (PROGRAM --complete, andon-console --list-panels and --list-keys; BUILD says where they are).
Of each item of a page the head and the sentence below it are the table's; what stands under that sentence is the
page's own and stays as it is. --write brings the pages up to that; items that are missing are added at the end of
their list, and what no table knows any more is named. --check only says what is older (`make man` mends it)."""

import functools
import os
import re
import string
import subprocess
import sys

BUILD = os.environ.get('BUILD', 'build')
MAN = 'packaging/man/'
OPTIONS = {  # of these programs, in these pages
    'andond': 'andond.8',
    'andonctl': 'andonctl.1',
    'andon-console': 'andon-console.1',
    'andon-gateway': 'andon-gateway.8',
    'andon-hub': 'andon-hub.8',
    'andon-notify': 'andon-notify.1',
    'andon-sim': 'andon-sim.1',
}
USUAL = {'socket', 'run', 'station', 'json', 'help', 'version'}  # every command's: not said at each
WORD = ' No \\(em '  # between a key and what it is called
NOWHERE = ['--run', '/nonexistent']  # what a station knows is no part of a table


@functools.cache
def ask(program, *words):
    run = subprocess.run([f'{BUILD}/{program}', *words], capture_output=True, text=True, check=True,
                         env={'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'en', 'PATH': os.environ['PATH'], 'HOME': '/nonexistent'})
    return run.stdout.splitlines()


def complete(program, *words):
    rows = [line.split('\t') for line in ask(program, '--complete', *words) if not line.startswith(':')]
    return [(r[0], r[1], r[2]) for r in rows]


# ---- words into mdoc


def escape(text):
    text = text.replace('\\', '\\e')
    return '\\&' + text if text[:1] in ('.', "'") else text


def sentence(text, words=''):
    """The help as a sentence: a capital, what it can be, a full stop."""
    if re.match(r"[a-z][a-z']*(-[a-z]+)*([,:;]? |$)", text):
        text = text[0].upper() + text[1:]
    text = re.sub(r'\. ([A-Z])', lambda m: '; ' + m[1].lower(), text)  # one line
    if words:
        text += ': ' + ', '.join(words.split())
    return escape(text if text.endswith('.') else text + '.')


def arguments(text):
    """"[STOP] REASON" and "CAPTURE..." as macros."""
    out, depth = [], 0
    for word in re.findall(r'\[|\]|[^\[\] ]+', text):
        if word == '[':
            out.append('Oo')
        elif word == ']':
            out.append('Oc')
        else:
            word, more = (word[:-3], ' ...') if word.endswith('...') else (word, '')
            out.append('Ar ' + word.replace('|', ' | ') + more)
    text = ' '.join(out)
    return re.sub(r'Oo (Ar (?:(?!O[oc] ).)*?) Oc$', r'Op \1', text)


class Item:
    """The key that finds it in the page, its head, and the lines below that are the table's, perhaps with settings."""

    def __init__(self, key, head, body, settings=False):
        self.key, self.head, self.body, self.settings = key, head, body, settings


def options(program):
    items = []
    for name, argument, help in complete(program, '--'):
        argument, _, words = argument.partition(': ')
        name = name[2:]
        items.append(Item(name, f'.It Fl Fl {name}' + (' ' + arguments(argument) if argument else ''),
                          [sentence(help, words)]))
    return items


def commands():
    found = []

    def walk(words):
        for word, argument, help in complete('andonctl', *words, *NOWHERE, ''):
            if help and not word.startswith('-'):
                found.append((' '.join([*words, word]), argument, help))
            if not words and word != 'help':
                walk([word])

    walk([])
    items = []
    for name, argument, help in found:
        taken = [o[2:] for o, _, _ in complete('andonctl', *name.split(), '--')]
        own = [o for o in taken if o not in USUAL]
        body = [sentence(help)]
        if own:
            body = [body[0][:-1], '.Pq with ' + ' , '.join(f'Fl Fl {o}' for o in own) + ' .']
        items.append(Item(name, f'.It Cm {name}' + (' ' + arguments(argument) if argument else ''), body))
    return items


def all_options():
    """Of andonctl: those of each command, once, in the order in which commands take them."""
    found = {}
    for name in [''] + [item.key for item in commands()]:
        for option, argument, help in complete('andonctl', *name.split(), '--'):
            found.setdefault(option[2:], (argument, help))
    items = []
    for name, (argument, help) in found.items():
        argument, _, words = argument.partition(': ')
        items.append(Item(name, f'.It Fl Fl {name}' + (' ' + arguments(argument) if argument else ''),
                          [sentence(help, words)]))
    return items


def key_name(cap):
    cap = '\\&' + cap if cap[0] in string.punctuation else cap
    return cap + '\\&' if cap[-1] in '.,' else cap


def keys():
    """--list-keys as (what the table is of, the sentence beside that, its rows)."""
    tables = []
    for line in ask('andon-console', '--list-keys'):
        screen = re.match(r'\[([a-z]+)\] (.*)', line)
        if screen:
            tables.append((screen[1], screen[2], []))
        elif line.startswith('  '):
            tables[-1][2].append(re.split(r'  +', line.strip()))
        elif line:
            tables.append((line, '', []))
    return tables


def keys_everywhere(which):
    items = []
    for of, _, rows in keys():
        for cap, word, *help in rows if of.startswith(which) else []:
            key = key_name(cap)
            items.append(Item(key, f'.It Cm {key}' + (f'{WORD}{word}' if help else ''),
                              [sentence(help[0] if help else word)]))
    return items


def keys_of_screens():
    """Each screen with what it is for and a list of its keys."""
    items = []
    for of, purpose, rows in keys():
        if not purpose:
            continue
        body = [sentence(purpose)]
        if rows:
            body.append('.Bl -tag -width "PgUp PgDn" -compact')
            for cap, word, help in rows:
                body += [f'.It Cm {key_name(cap)}{WORD}{word}', sentence(help)]
            body.append('.El')
        items.append(Item(of, f'.It Cm {of}', body))
    return items


def layout_keys(section):
    items = []
    for line in ask('andon-console', '--list-panels'):
        row = re.match(r'((?:\[[a-z]+\] )+) *([a-z]+) +(.*)', line)
        if row and f'[{section}]' in row[1]:
            items.append(Item(row[2], f'.It Cm {row[2]}', [sentence(row[3])]))
    return items


def panels():
    """Each panel with the options that it has."""
    items = []
    for line in ask('andon-console', '--list-panels'):
        panel = re.match(r'([a-z][a-z-]*) +(\d+)x(\d+) +(.*)', line)
        option = re.match(r'    ([a-z]+) = (.*?)  +(.*)', line)
        words = re.match(r' {30,}(.+)', line)
        if panel:
            name, width, height, help = panel.groups()
            items.append(Item(name, f'.It Cm {name}', [sentence(help)], settings=True))
        elif option and items:
            key, form, help = option.groups()
            items[-1].body.append(f'.Cm {key} No = {escape(form)} :')
            items[-1].body.append(escape(help) + '.')
        elif words and items:
            items[-1].body[-1] = items[-1].body[-1][:-1] + ' (' + words[1] + ').'
    return items


# ---- pages


def key_of(line, macro, keys):
    """The item that a line of a page begins, or None."""
    if not line.startswith('.It ' + macro):
        return None
    if line[7:].split(WORD)[0] in keys:
        return line[7:].split(WORD)[0]
    if macro == 'Fl':
        name = re.match(r'\.It Fl (?:Fl |-)([a-z-]+)', line)
        return name and name[1]
    words = re.split(r' (?:Ar|Op|Oo|Fl|Cm|,|No|Pq)\b', line[len('.It Cm '):])[0].split()
    for n in (len(words), 2, 1):
        if ' '.join(words[:n]) in keys:
            return ' '.join(words[:n])
    return ' '.join(words)


def generated_end(lines, at, item):
    """Where that ends which an earlier --write has made from `at` on: the sentence, and what goes with it."""
    n = at + 1
    if item.head.startswith('.It Cm') and lines[n - 1][-1:] != '.' and lines[n].startswith('.Pq with Fl Fl '):
        return n + 1
    if len(item.body) > 1 and item.body[1].startswith('.Bl ') and lines[n].startswith('.Bl '):
        return n + lines[n:].index('.El') + 1
    while item.settings and lines[n].startswith('.Cm ') and ' No = ' in lines[n]:
        n += 2
    return n


def bring_up(page, section, macro, items, problems, changed):
    """The page with the items of one list; what cannot be mended, and which words gave way."""
    lines, out, seen = page, [], set()
    keys = {item.key: item for item in items}
    inside, depth, last = False, 0, None
    at = 0
    while at < len(lines):
        line = lines[at]
        if re.match(r'\.S[hs] ', line):
            inside = re.match(section, line) is not None
        depth += line.startswith('.Bl ') - line.startswith('.El')
        key = key_of(line, macro, keys) if inside and depth == 1 else None
        if line.startswith('.El') and depth == 0 and inside and (seen or last is None):
            last = len(out)
        if key is None:
            out.append(line)
            at += 1
            continue
        item = keys.get(key)
        if item is None or key in seen:
            problems.append(f'{key}: no table has it (any more)' if item is None else f'{key}: twice')
            out.append(line)
            at += 1
            continue
        seen.add(key)
        end = generated_end(lines, at + 1, item)
        if lines[at + 1:end] != item.body:
            changed.append(f'{key}: was: {" ".join(lines[at + 1:end])}')
        at = end
        out += [item.head, *item.body]
    missing = [line for item in items if item.key not in seen for line in [item.head, *item.body]]
    if missing and last is None:
        problems.append(f'no list for {missing[0]}')
        return out
    if missing:
        out[last:last] = missing
    return out


def pages():
    """Every list: its page, the section that it stands in, the macro of its items, and they."""
    for program, page in OPTIONS.items():
        if program != 'andonctl':
            yield page, r'\.Sh (DESCRIPTION|OPTIONS)|\.Ss Options', 'Fl', options(program)
    yield 'andonctl.1', r'\.Ss Commands that', 'Cm', commands()
    yield 'andonctl.1', r'\.Ss Options', 'Fl', all_options()
    yield 'andon-console.1', r'\.Sh KEYS', 'Cm', keys_everywhere('on every screen')
    yield 'andon-console.1', r'\.Ss F-keys', 'Cm', keys_everywhere('F-keys')
    yield 'andon-console.1', r'\.Ss Screens and their keys', 'Cm', keys_of_screens()
    yield 'andon-console.1', r'\.Sh AT A HUB', 'Cm', keys_everywhere('on the screens of a hub')
    yield 'andon-layout.5', r'\.Ss \[screen', 'Cm', layout_keys('screen')
    yield 'andon-layout.5', r'\.Ss \[row', 'Cm', layout_keys('row')
    yield 'andon-layout.5', r'\.Ss \[panel', 'Cm', layout_keys('panel')
    yield 'andon-layout.5', r'\.Sh PANELS', 'Cm', panels()


def main():
    if sys.argv[1:] not in (['--write'], ['--check']):
        sys.exit(__doc__)
    bad = 0
    for page, section, macro, items in pages():
        with open(MAN + page, encoding='utf-8') as f:
            before = f.read().split('\n')
        problems, changed = [], []
        after = bring_up(before, section, macro, items, problems, changed)
        for problem in problems:
            print(f'{MAN}{page}: {problem}', file=sys.stderr)
            bad = 1
        if sys.argv[1] == '--write':  # an item written by hand has lost its first line: better to see it
            for words in changed:
                print(f'{MAN}{page}: {words}')
        if after != before and sys.argv[1] == '--write':
            with open(MAN + page, 'w', encoding='utf-8') as f:
                f.write('\n'.join(after))
        elif after != before:
            first = next((a for a, b in zip(after, before) if a != b), 'its end')
            print(f'{MAN}{page} is older than the programs: make man ({first})', file=sys.stderr)
            bad = 1
    return bad


sys.exit(main())
