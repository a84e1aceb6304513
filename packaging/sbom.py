#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What programs are made of, as SPDX 2.3 (JSON): each file with its checksums, the libraries it is linked with, and
of all that is loaded with it the Debian package, version and licence.

    sbom.py --version 0.1.0 --name andon PROGRAM… > andon.spdx.json

Asks readelf, ldd and dpkg-query of the machine it is built on. The same inputs give the same bytes. Called by
`make sbom` and by the Debian packages' rules."""
import argparse, hashlib, json, os, re, subprocess, sys, time

# Debian's short names of licences that are not SPDX's.
SPDX = {
    "Expat": "MIT", "MIT": "MIT", "MIT/X11": "MIT", "Apache-2.0": "Apache-2.0", "Zlib": "Zlib", "zlib": "Zlib",
    "BSD-2-clause": "BSD-2-Clause", "BSD-3-clause": "BSD-3-Clause", "BSD-3-Clause": "BSD-3-Clause", "ISC": "ISC",
    "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later", "GPL-3": "GPL-3.0-only", "GPL-3+": "GPL-3.0-or-later",
    "LGPL-2": "LGPL-2.0-only", "LGPL-2+": "LGPL-2.0-or-later", "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-2.1+": "LGPL-2.1-or-later", "LGPL-3": "LGPL-3.0-only", "LGPL-3+": "LGPL-3.0-or-later",
    "EPL-2.0": "EPL-2.0", "EPL-1.0": "EPL-1.0", "curl": "curl", "PostgreSQL": "PostgreSQL", "OLDAP-2.8": "OLDAP-2.8",
    "public-domain": None,
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def digests(path):
    with open(path, "rb") as f:
        data = f.read()
    return [{"algorithm": name, "checksumValue": hashlib.new(name.lower(), data).hexdigest()}
            for name in ("SHA1", "SHA256")]


def needed(program):
    """What it is linked with, by name."""
    found = run("readelf", "--dynamic", "--wide", program)
    if found.returncode != 0:
        sys.exit(f"sbom: {program}: {found.stderr.strip()}")
    return re.findall(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]", found.stdout)


def loaded(program):
    """Everything that is loaded with it: name to path."""
    paths = {}
    for line in run("ldd", program).stdout.splitlines():
        match = re.match(r"\s*(\S+) => (/\S+) ", line) or re.match(r"\s*(/\S+)() \(", line)
        if match and match[2]:
            paths[match[1]] = match[2]
        elif match:
            paths[os.path.basename(match[1])] = match[1]
        elif "not found" in line:
            sys.exit(f"sbom: {program}: {line.strip()}")
    return paths


def owners(paths):
    """The packages that libraries' files are of, asked at once. Debian 12 knows a file by /lib or /usr/lib, whichever."""
    names = {}
    for path in paths:
        real = os.path.realpath(path)
        names[path] = [path, real, "/usr" + path, re.sub("^/usr", "", real)]
    known = {}
    for line in run("dpkg-query", "--search", *sorted({n for each in names.values() for n in each})).stdout.splitlines():
        package, _, name = line.rpartition(": ")
        if not package.startswith("diversion"):
            known[name] = package.split(",")[0].strip()
    owned = {}
    for path, each in names.items():
        owned[path] = next((known[n] for n in each if n in known), None)
        if owned[path] is None:
            sys.exit(f"sbom: {path} is of no package")
    return owned


def licences(package):
    """(of most of it as SPDX says it, all that its copyright file names)"""
    try:
        with open(f"/usr/share/doc/{package.split(':')[0]}/copyright", encoding="utf-8", errors="replace") as f:
            text = f.read()
    except OSError:
        return "NOASSERTION", []
    if not text.lower().startswith("format:"):
        return "NOASSERTION", []
    main, every = None, []
    for paragraph in re.split(r"\n\s*\n", text):
        named = re.search(r"^License:[ \t]*(\S.*)$", paragraph, re.M)
        if not named:
            continue
        every.append(named[1].strip())
        if main is None and re.search(r"^Files:\s*\*\s*$", paragraph, re.M):
            main = named[1].strip()
    return SPDX.get(main) or "NOASSERTION", sorted(set(every))


def libraries_of(packages):
    """Each package as SPDX has it."""
    fields = ("${binary:Package}", "${Version}", "${source:Package}", "${source:Version}", "${Architecture}", "${Maintainer}",
              "${Homepage}")
    found = run("dpkg-query", "--show", "--showformat", "\t".join(fields) + "\n", *packages)
    if found.returncode != 0:
        sys.exit(f"sbom: {found.stderr.strip()}")
    entries = {}
    for line in found.stdout.splitlines():
        entry = library(*line.split("\t"))
        entries[entry["name"]] = entry
    return entries


def library(package, version, source, source_version, architecture, maintainer, home):
    name = package.split(":")[0]
    declared, every = licences(package)
    entry = {
        "SPDXID": "SPDXRef-Package-" + re.sub("[^A-Za-z0-9.-]", "-", name), "name": name, "versionInfo": version,
        "supplier": "Organization: Debian (" + re.sub(r"\s*<[^>]*>", "", maintainer).replace("(", "").replace(")", "") + ")",
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": "NOASSERTION",
        "licenseDeclared": declared, "copyrightText": "NOASSERTION", "primaryPackagePurpose": "LIBRARY",
        "sourceInfo": f"built by Debian from {source} {source_version}",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": f"pkg:deb/debian/{name}@{version}?arch={architecture}&distro=debian-12"}],
    }
    if home:
        entry["homepage"] = home
    if every:
        entry["licenseComments"] = "Debian's names: " + ", ".join(every)
    return entry


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--version", required=True)
    ask.add_argument("--name", default="andon")
    ask.add_argument("--commit", default="")
    ask.add_argument("programs", nargs="+")
    o = ask.parse_args()
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct").stdout.strip() or "0"
    commit = o.commit or run("git", "rev-parse", "HEAD").stdout.strip()
    all_loaded = {program: loaded(program) for program in o.programs}
    owned = owners(sorted({path for paths in all_loaded.values() for path in paths.values()}))
    libraries = libraries_of(sorted(set(owned.values())))
    files, links = [], []
    for program in o.programs:
        name = os.path.basename(program)
        reference = "SPDXRef-File-" + name
        files.append({"SPDXID": reference, "fileName": "./" + name, "fileTypes": ["BINARY"], "checksums": digests(program),
                      "licenseConcluded": "MIT", "licenseInfoInFiles": ["MIT"], "copyrightText": "NOASSERTION"})
        for soname in needed(program):
            if soname not in all_loaded[program]:
                sys.exit(f"sbom: {program}: {soname} is not found")
            package = owned[all_loaded[program][soname]].split(":")[0]
            links.append({"spdxElementId": reference, "relationshipType": "DYNAMIC_LINK",
                          "relatedSpdxElement": libraries[package]["SPDXID"], "comment": soname})
    us = {
        "SPDXID": "SPDXRef-Package-" + o.name, "name": o.name, "versionInfo": o.version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "MIT", "licenseDeclared": "MIT", "copyrightText": "NOASSERTION",
        "supplier": "Organization: The andon developers", "primaryPackagePurpose": "APPLICATION",
    }
    if commit:
        us["sourceInfo"] = f"git commit {commit}"
    known = sorted(libraries.values(), key=lambda p: p["SPDXID"])
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"{o.name}-{o.version}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch))),
                         "creators": [f"Tool: andon-sbom-{o.version}", "Organization: The andon developers"]},
        "packages": [us] + known, "files": files,
        "relationships":
            [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": us["SPDXID"]}]
            + [{"spdxElementId": us["SPDXID"], "relationshipType": "CONTAINS", "relatedSpdxElement": f["SPDXID"]} for f in files]
            + links
            + [{"spdxElementId": p["SPDXID"], "relationshipType": "RUNTIME_DEPENDENCY_OF", "relatedSpdxElement": us["SPDXID"]}
               for p in known],
    }
    # It must be unique to this document; a digest of it is.
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    document["documentNamespace"] = f"https://spdx.org/spdxdocs/{o.name}-{o.version}-{digest[:32]}"
    json.dump(document, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
