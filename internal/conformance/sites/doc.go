// Package sites builds documentation sites from generated pages, with the programs
// that people build theirs with: MkDocs Material, Zensical, Docusaurus, VitePress,
// Starlight and Hugo. It follows every link of what they build, and reads it as
// people do.
//
// The builders come from npm (package-lock.json in this folder), from PyPI
// (requirements.txt) and from the distribution (Hugo, Chromium). In the top folder
//
//	make tools
//
// installs them. A test that misses one is skipped and says so; with
// ERRSPEC_REQUIRE_TOOLS=1 it fails instead.
package sites
