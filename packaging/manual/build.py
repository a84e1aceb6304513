#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The manual as one HTML file: chapters by cmark-gfm, man pages by mandoc, pictures from the goldens of tests/screens.

build.py VERSION OUTPUT [--check]     from the root of the repository; --check: only say what is wrong

What a chapter may hold beside GitHub's Markdown, so that it reads well there, too:
  [Caption](../../tests/screens/golden/NAME.txt)   alone in a paragraph: that golden as a picture
  [Caption](shot/NAME.txt)                         links to files of the repository otherwise stay words
  [words](other.md#a-heading)   [andond(8)](../man/andond.8)   links within the book; andond(8) alone becomes one, too
  <!-- include FILE -->         another Markdown file, without its title, its headings one lower
  <!-- section PAGE NAME -->    a section of a man page
  <!-- index PAGE NAME -->      the subsections of a section, with the first sentence of each
  <!-- comment FILE -->         what a header of the sources says at its top
  ```sh test                    commands that tests/system/book.test runs; ```sh only: it does not
Every link, picture, include and section that leads nowhere is an error: file, what, and status 1.
"""
import html
import html.parser
import os
import re
import subprocess
import sys
import unicodedata

HERE = 'packaging/manual'
MAN = 'packaging/man'
# In the order of the book. What somebody wants first is first.
CHAPTERS = ['quick-start', 'operator', 'supervisor', 'maintenance', 'engineer', 'formats', 'sizing', 'leave', 'security',
            'faults', 'numbers', 'words']
PAGES = ['andon-console.1', 'andonctl.1', 'andon-notify.1', 'andon-sim.1', 'andon.conf.5', 'andon-layout.5', 'andon-predict.7',
         'andon-records.7', 'andon-sql.7', 'andond.8', 'andon-hub.8', 'andon-gateway.8']

wrong = []


def error(where, what):
    wrong.append(f'{where}: {what}')


def read(path):
    with open(path, encoding='utf-8') as f:
        return f.read()


def run(args, text=None):
    done = subprocess.run(args, input=text, capture_output=True, encoding='utf-8', check=False)
    if done.returncode != 0:
        raise SystemExit(f'{args[0]}: {done.stderr.strip() or done.returncode}')
    return done.stdout


# ---- pictures: a golden's cells as SVG, so that blocks and lines meet in any font -----------------------------------

W, H, BASE = 10, 20, 15.2  # a cell, and where its text stands
STYLE_LINE = re.compile(r'/\* (.) (\S+) \*/')
LINES = {  # left, right, up, down
    '─': (1, 1, 0, 0), '│': (0, 0, 1, 1), '┴': (1, 1, 1, 0), '┬': (1, 1, 0, 1), '┼': (1, 1, 1, 1), '├': (0, 1, 1, 1),
    '┤': (1, 0, 1, 1), '┌': (0, 1, 0, 1), '┐': (1, 0, 0, 1), '└': (0, 1, 1, 0), '┘': (1, 0, 1, 0), '╭': (0, 1, 0, 1),
    '╮': (1, 0, 0, 1), '╰': (0, 1, 1, 0), '╯': (1, 0, 1, 0), '┃': (0, 0, 1, 1)}
SHADES = {'░': '.28', '▒': '.5', '▓': '.75'}


def style_names():
    """Letter in a golden -> class, as screens.css (written by tests/screens/test_book) says."""
    return {m.group(1): m.group(2) for m in STYLE_LINE.finditer(read(f'{HERE}/screens.css'))}


def box(x, y, w, h):
    return f'M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z'


def drawn(c, x, y):
    """The path of a character that is drawn in its cell instead of written; None: written."""
    code = ord(c)
    if 0x2581 <= code <= 0x2588:
        part = H * (code - 0x2580) / 8
        return box(x, y + H - part, W, part)
    if 0x2589 <= code <= 0x258F:
        return box(x, y, W * (0x2590 - code) / 8, H)
    if c == '▀':
        return box(x, y, W, H / 2)
    if c in SHADES:
        return box(x, y, W, H)
    if c in '┄┈':
        n = 2 if c == '┄' else 3
        return ''.join(box(x + i * W / n, y + H / 2 - .7, W / n / 2, 1.4) for i in range(n))
    if 0x2800 <= code <= 0x28FF:
        at = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
        return ''.join(box(x + 1.4 + at[i][0] * W / 2, y + 1.4 + at[i][1] * H / 4, 2.2, 2.2) for i in range(8) if code >> i & 1)
    if c in LINES:
        left, right, up, down = LINES[c]
        t = 2.6 if c == '┃' else 1.2
        mx, my = x + W / 2, y + H / 2
        path = box(mx - (W / 2 if left else t / 2), my - t / 2, (W / 2 if left else t / 2) + (W / 2 if right else t / 2), t) \
            if left or right else ''
        if up or down:
            top = y if up else my - t / 2
            path += box(mx - t / 2, top, t, (y + H if down else my + t / 2) - top)
        return path
    return None


def cells_of(row, styles):
    """(column, character with its marks, style letter, columns)"""
    column, out = 0, []
    for c in row:
        if unicodedata.combining(c) and out:
            out[-1][1] += c
            continue
        wide = 2 if unicodedata.east_asian_width(c) in 'WF' else 1
        letter = styles[column] if column < len(styles) else ' '
        out.append([column, c, letter, wide])
        column += wide
    return out


def picture(name, caption, names):
    text = read(f'tests/screens/golden/{name}.txt')
    shown, _, styled = text.partition('-- styles --\n')
    rows, styles = shown.rstrip('\n').split('\n'), styled.rstrip('\n').split('\n')
    columns = max(max(len(r) for r in rows), max(len(s) for s in styles))
    grounds, shapes, words = {}, {}, []
    for y, row in enumerate(rows):
        letters = styles[y] if y < len(styles) else ''
        start = 0
        for x in range(1, len(letters) + 1):  # the ground behind each run of a style
            if x == len(letters) or letters[x] != letters[start]:
                if letters[start] not in ' .':
                    grounds.setdefault(names[letters[start]], []).append(box(start * W, y * H, (x - start) * W, H))
                start = x
        pending = None  # [x, style, text]: plain letters beside each other are one word
        for column, c, letter, wide in cells_of(row, letters) + [[10000, ' ', '', 1]]:
            style = names.get(letter, 'normal')
            plain = 32 < ord(c) < 0x100 and len(c) == 1
            if pending and (not plain or pending[1] != style or pending[0] + len(pending[2]) != column):
                x, s, t = pending
                words.append(f'<text class="pf-{s}" x="{x * W}" y="{y * H + BASE:g}" textLength="{len(t) * W}">{html.escape(t)}</text>')
                pending = None
            if c == ' ':
                continue
            path = drawn(c[0], column * W, y * H)
            if path is not None:
                shapes.setdefault((style, SHADES.get(c, '')), []).append(path)
            elif plain:
                pending = pending or [column, style, '']
                pending[2] += c
            else:
                words.append(f'<text class="pf-{style} pm" x="{(column + wide / 2) * W:g}" y="{y * H + BASE:g}">{html.escape(c)}</text>')
    out = [f'<figure class="screen" style="--columns:{columns}"><svg viewBox="0 0 {columns * W} {len(rows) * H}" role="img" '
           f'aria-label="{html.escape(caption)}"><rect class="pb-normal" width="100%" height="100%"/>']
    out += [f'<path class="pb-{s}" d="{"".join(d)}"/>' for s, d in grounds.items()]
    out += [f'<path class="pf-{s}"{f""" opacity="{o}" """.rstrip() if o else ""} d="{"".join(d)}"/>' for (s, o), d in shapes.items()]
    out += words
    out.append(f'</svg><figcaption>{html.escape(caption)}</figcaption></figure>')
    return ''.join(out)


# ---- chapters -------------------------------------------------------------------------------------------------------

def included(text, where, depth=0):
    def replace(match):
        path = os.path.normpath(f'{HERE}/{match.group(1)}')
        if depth > 3 or not os.path.exists(path):
            error(where, f'nothing to include: {match.group(1)}')
            return ''
        body = re.sub(r'\A(<!--.*?-->\s*)*# .*\n', '', read(path))
        fence = False
        lines = []
        for line in body.split('\n'):
            fence ^= line.startswith('```')
            lines.append('#' + line if line.startswith('#') and not fence else line)
        return included('\n'.join(lines), path, depth + 1)
    return re.sub(r'^<!-- include (\S+) -->$', replace, text, flags=re.M)


def plain(fragment):
    return html.unescape(re.sub(r'<[^>]*>', '', fragment))


def slug(title):
    """The anchor that GitHub gives a heading."""
    return re.sub(r'[^\w\- ]', '', title.lower()).strip().replace(' ', '-')


def headings(body, chapter, number, contents):
    count, seen = [0], set()

    def replace(match):
        level, inner = int(match.group(1)), match.group(2)
        anchor = f'{chapter}' if level == 1 else f'{chapter}--{slug(plain(inner))}'
        while anchor in seen:
            anchor += '-1'
        seen.add(anchor)
        mark = f'{number}'
        if level == 2:
            count[0] += 1
            mark = f'{number}.{count[0]}'
        if level <= 2:
            contents.append((level, anchor, mark, inner))
            inner = f'<span class="n">{mark}</span> {inner}'
        return f'<h{level} id="{anchor}">{inner}<a class="here" href="#{anchor}" aria-label="link to here">#</a></h{level}>'
    return re.sub(r'<h([1-6])>(.*?)</h\1>', replace, body, flags=re.S)


def man_anchor(page, section=''):
    return f'man-{page}' + (f'--{section}' if section else '')


def links(body, chapter):
    """Links of a chapter, as they are in the repository, to those of the book."""
    def replace(match):
        href, inner = html.unescape(match.group(1)), match.group(2)
        path, _, anchor = href.partition('#')
        target = None
        if re.match(r'https?:', href):
            return match.group(0)
        if path == '':
            target = f'{chapter}--{anchor}'
        elif re.fullmatch(r'[\w-]+\.md', path):
            target = path[:-3] + (f'--{anchor}' if anchor else '')
        elif path.startswith('../man/'):
            target = man_anchor(path[7:], anchor)
        elif os.path.exists(os.path.normpath(f'{HERE}/{path}')):
            return f'<span class="file">{inner}</span>'
        else:
            error(f'{chapter}.md', f'no such file: {href}')
            return inner
        return f'<a href="#{html.escape(target)}">{inner}</a>'
    return re.sub(r'<a href="([^"#]*(?:#[^"]*)?)">(.*?)</a>', replace, body, flags=re.S)


UNITS = '%|ms|s|min|h|d|KB|MB|GB|TB|KiB|MiB|GiB|KB/s|MB/s|m|mm|V|Hz|kHz|°C'


def typeset(body):
    """A number stays with its unit."""
    parts = re.split(r'(<pre.*?</pre>|<svg.*?</svg>|<[^>]+>)', body, flags=re.S)
    return ''.join(p if i % 2 else re.sub(rf'(\d) ({UNITS})(?![\w/])', '\\1\u00a0\\2', p) for i, p in enumerate(parts))


def page_links(body):
    """andond(8) in running text becomes a link; in code and links it stays."""
    known = {p for p in PAGES if os.path.exists(f'{MAN}/{p}')}
    parts = re.split(r'(<pre.*?</pre>|<svg.*?</svg>|<a .*?</a>|<h[12].*?</h[12]>|<[^>]+>)', body, flags=re.S)

    def replace(match):
        page = f'{match.group(1)}.{match.group(2)}'
        return f'<a href="#{man_anchor(page)}">{match.group(0)}</a>' if page in known else match.group(0)
    return ''.join(p if i % 2 else re.sub(r'\b(andon[\w.-]*)\((\d)\)', replace, p) for i, p in enumerate(parts))


def pictures(body, chapter, names):
    def replace(match):
        path = os.path.normpath(f'{HERE}/{html.unescape(match.group(1))}')
        name = os.path.basename(path)[:-4]
        if not os.path.exists(path):
            error(f'{chapter}.md', f'no such picture: {name}')
            return ''
        return picture(name, plain(match.group(2)), names)
    return re.sub(r'<p><a href="([^"]*tests/screens/golden/[^"]*\.txt)">(.*?)</a></p>', replace, body, flags=re.S)


def sections(body, chapter):
    def replace(match):
        page, name = match.group(1), match.group(2)
        found = man_sections(page).get(name) if os.path.exists(f'{MAN}/{page}') else None
        if found is None:
            error(f'{chapter}.md', f'no section {name} in {page}')
            return ''
        found = found.replace(' id="man-', f' id="{chapter}-man-').replace(f'href="#man-{page}--', f'href="#{chapter}-man-{page}--')
        return f'<div class="man">{found}</div><p class="from">From <a href="#{man_anchor(page)}">{page_title(page)}</a>.</p>'
    return re.sub(r'<!-- section (\S+) (.*?) -->', replace, body)


def indexes(body, chapter):
    """A section's subsections as a table of links, so that nothing is written twice."""
    def replace(match):
        page, name = match.group(1), match.group(2)
        whole = page_html(page) if os.path.exists(f'{MAN}/{page}') else ''
        found = re.search(rf'<h3 class="Sh"[^>]*>(?:<a[^>]*>)?{re.escape(name)}(?:</a>)?</h3>(.*?)(?=<section class="Sh">|\Z)', whole, flags=re.S)
        rows = re.findall(r'<h4 class="Ss" id="([^"]*)"[^>]*>(.*?)</h4>\s*(?:<p class="Pp">(.*?)</p>)?', found.group(1), flags=re.S) if found else []
        if not rows:
            error(f'{chapter}.md', f'nothing below {name} in {page}')
        lines = ''.join(f'<tr><td><a href="#{anchor}"><code>{html.escape(plain(title).strip())}</code></a></td><td>'
                        f'{html.escape(re.split(r"(?<=[.;]) ", " ".join(plain(text).split()))[0].rstrip(";."))}</td></tr>' for anchor, title, text in rows)
        return f'<table><tbody>{lines}</tbody></table>'
    return re.sub(r'<!-- index (\S+) (.*?) -->', replace, body)


def comments(body, chapter):
    """The contract at the top of a header: paragraphs, and an item for each line that begins with a dash."""
    def replace(match):
        path = match.group(1)
        found = re.search(r'\*/\s*/\*(.*?)\*/', read(path), flags=re.S) if os.path.exists(path) else None
        if found is None:
            error(f'{chapter}.md', f'no comment at the top of {path}')
            return ''
        out = []
        for line in found.group(1).split('\n'):
            line = re.sub(r'^ \*', '', line).strip()
            if line == '' or line.startswith('- ') or not out:
                out.append([])
            if line:
                out[-1].append(line)
        text = ''.join(f'<p>{html.escape(" ".join(b), quote=False)}</p>' for b in out if b)
        return f'<div class="wire">{re.sub(r"`([^`]*)`", lambda m: f"<b>{m.group(1)}</b>", text)}</div>'
    return re.sub(r'<!-- comment (\S+) -->', replace, body)


def wide(body):
    """A table scrolls by itself where the page is narrow; long code in it may be broken where its parts end."""
    def code(match):
        text = match.group(1)
        if len(plain(text)) < 28:
            return match.group(0)
        parted = re.sub(r'(::|[/_,] ?)', r'\1<wbr>', text)
        return f'<code class="long">{parted}</code>'

    def table(match):
        return f'<div class="wide">{re.sub(r"<code>([^<]*)</code>", code, match.group(0))}</div>'
    return re.sub(r'<table\b.*?</table>', table, body, flags=re.S)


def chapter_html(name, number, contents, names):
    text = included(read(f'{HERE}/{name}.md'), f'{name}.md')
    body = run(['cmark-gfm', '--unsafe', '--smart', '--validate-utf8', '--github-pre-lang', '--extension', 'table', '--extension', 'autolink'], text)
    body = pictures(body, name, names)
    body = links(headings(body, name, number, contents), name)
    body = comments(indexes(sections(body, name), name), name)
    body = re.sub(r'<!--.*?-->\s*', '', body, flags=re.S)
    return f'<section class="chapter">{page_links(typeset(wide(body)))}</section>'


# ---- man pages ------------------------------------------------------------------------------------------------------

def page_title(page):
    name, _, section = page.rpartition('.')
    return f'{name}({section})'


def page_html(page):
    body = run(['mandoc', '-T', 'html', '-O', 'fragment,man=#man-%N.%S', f'{MAN}/{page}'])
    body = re.sub(r'<table class="head">.*?</table>|<table class="foot">.*?</table>', '', body, flags=re.S)
    body = re.sub(r'\bid="([^"]*)"', lambda m: f'id="{man_anchor(page, m.group(1))}"', body)
    body = re.sub(r'href="#(?!man-)([^"]*)"', lambda m: f'href="#{man_anchor(page, m.group(1))}"', body)

    def foreign(match):  # a page that is not ours stays words
        target = match.group(1)
        return match.group(0) if target[4:] in PAGES and os.path.exists(f'{MAN}/{target[4:]}') else f'<span>{match.group(2)}</span>'
    body = re.sub(r'<a class="Xr" href="#(man-[^"]*)">(.*?)</a>', foreign, body, flags=re.S)
    return re.sub(r'<(/?)h([12])\b', lambda m: f'<{m.group(1)}h{int(m.group(2)) + 2}', body)


def man_sections(page):
    out = {}
    for part in re.split(r'(?=<section class="S[hs]">)', page_html(page)):
        title = re.search(r'<h[34][^>]*>(.*?)</h[34]>', part, flags=re.S)
        if title:
            out[plain(title.group(1)).strip()] = '<section>' + re.sub(r'^<section[^>]*>\s*<h[34].*?</h[34]>', '', part.split('</section>')[0], flags=re.S) + '</section>'
    return out


class Nesting(html.parser.HTMLParser):
    """Whether each tag is closed where it was opened."""
    ALONE = {'meta', 'br', 'wbr', 'hr', 'rect', 'img', 'input', 'col'}
    LOOSE = {'p', 'li', 'dt', 'dd'}  # may be closed by what follows them

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.ALONE | self.LOOSE:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in self.ALONE | self.LOOSE:
            return
        if not self.open or self.open[-1][0] != tag:
            error('book', f'</{tag}> in line {self.getpos()[0]} closes {self.open[-1] if self.open else "nothing"}')
            raise StopIteration
        self.open.pop()


# ---- the book -------------------------------------------------------------------------------------------------------

def check_targets(book):
    ids = re.findall(r'\bid="([^"]*)"', book)
    known = set(ids)
    for one in sorted({i for i in ids if ids.count(i) > 1}) if len(known) < len(ids) else []:
        if not one.startswith('man-') and '-man-' not in one:
            error('book', f'the anchor {one} is there twice')
    for target in sorted(set(re.findall(r'href="#([^"]*)"', book))):
        if html.unescape(target) not in known and target not in known:
            error('book', f'a link leads nowhere: #{target}')
    if re.search(r'<(?:img|script|link|iframe|object)\b|\burl\(|@import', book):
        error('book', 'it asks for something outside of itself')


def contents_html(contents, pages):
    out = ['<ol class="toc">']
    for level, anchor, mark, title in contents:
        out.append(f'<li class="l{level}"><a href="#{anchor}"><span class="n">{mark}</span> {title}</a></li>')
    out.append('<li class="part">Pages of the manual</li>')
    out += [f'<li class="l1"><a href="#{man_anchor(p)}">{page_title(p)}</a></li>' for p in pages]
    return ''.join(out) + '</ol>'


def main():
    if len(sys.argv) < 3:
        raise SystemExit('usage: build.py VERSION OUTPUT')
    version, output = sys.argv[1:3]
    names, contents, body = style_names(), [], []
    there = [c for c in CHAPTERS if os.path.exists(f'{HERE}/{c}.md')]
    for extra in sorted(f[:-3] for f in os.listdir(HERE) if f.endswith('.md') and f[:-3] not in CHAPTERS):
        error(f'{extra}.md', 'is in no place of the book: CHAPTERS of build.py')
    for number, name in enumerate(there, 1):
        body.append(chapter_html(name, number, contents, names))
    pages = [p for p in PAGES if os.path.exists(f'{MAN}/{p}')]
    for extra in sorted({f for f in os.listdir(MAN) if f[-1].isdigit()} - set(PAGES)):
        error(f'{MAN}/{extra}', 'is in no place of the book: PAGES of build.py')
    for page in pages:
        body.append(f'<section class="chapter man"><h1 id="{man_anchor(page)}">{page_title(page)}'
                    f'<a class="here" href="#{man_anchor(page)}" aria-label="link to here">#</a></h1>{wide(page_html(page))}</section>')
    toc = contents_html(contents, pages)
    front = read(f'{HERE}/front.html').replace('@VERSION@', html.escape(version))
    book = (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
            f'<meta name="color-scheme" content="light dark"><title>andon: the manual</title>'
            f'<style>{read(f"{HERE}/book.css")}{STYLE_LINE.sub("", read(f"{HERE}/screens.css"))}</style></head>\n<body>'
            f'<nav aria-label="Contents"><a class="title" href="#top">andon</a>{toc}</nav><main id="top">{front}'
            f'<details class="toc-here"><summary>Contents</summary>{toc}</details>' + '\n'.join(body) + '</main></body></html>\n')
    check_targets(book)
    try:
        Nesting().feed(book)
    except StopIteration:
        pass
    for line in wrong:
        print(f'manual: {line}', file=sys.stderr)
    if wrong:
        raise SystemExit(1)
    os.makedirs(os.path.dirname(output) or '.', exist_ok=True)
    with open(output + '.new', 'w', encoding='utf-8') as f:
        f.write(book)
    os.replace(output + '.new', output)


if __name__ == '__main__':
    main()
