package edit

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// scalar returns how a scalar is written behind its anchor and tag: as it is, but
// for quotes that say nothing. Of several lines the ones behind the first are
// indented by depth. Of a block scalar it is only the first line; see block.
func (f *formatter) scalar(n *yaml.Node, flow bool, depth int) string {
	from, to := f.t.ValueStart(n), f.t.End(n)
	if n.Value == "" && n.Style&^yaml.TaggedStyle == 0 {
		return ""
	}
	if n.Kind == yaml.AliasNode {
		return "*" + n.Value
	}
	raw := string(f.t.Data[from:to])
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		head, _, _ := strings.Cut(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw), "\n")
		sign := strings.Fields(head + " ")[0]
		return indicator(n, sign) + strings.TrimRight(head[len(sign):], " \t")
	case quoted && f.o.unquotes && n.Style&yaml.TaggedStyle == 0 && !flow && plainText(n.Value):
		return n.Value
	case !strings.ContainsAny(raw, "\r\n"):
		return raw
	case flow && strings.Contains(n.Value, "\n"), flow && quoted:
		return doubleQuoted(n.Value)
	case flow:
		return n.Value // folded into one line
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw), "\n")
	for i, line := range lines {
		if i > 0 {
			line = strings.TrimLeft(line, " \t")
		}
		// An escaped blank at the end of a line is text.
		if bare := strings.TrimRight(line, " \t"); i+1 < len(lines) && !strings.HasSuffix(bare, `\`) {
			line = bare
		}
		if i > 0 && line != "" {
			line = strings.Repeat(" ", depth) + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// plainText reports whether a text is the same text without quotes, in block style
// and for readers of YAML 1.1 too.
func plainText(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || strings.HasSuffix(s, ":") || strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return false
	}
	first := s[0]
	if !('a' <= first && first <= 'z' || 'A' <= first && first <= 'Z' || first >= 0x80) {
		return false
	}
	for _, r := range s {
		if r < ' ' || 0x7F <= r && r < 0xA0 || r == 0xFEFF || r == 0x2028 || r == 0x2029 || r == 0xFFFD {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	var n yaml.Node
	if err := yaml.Unmarshal([]byte("k: "+s+"\n"), &n); err != nil || len(n.Content) != 1 || len(n.Content[0].Content) != 2 {
		return false
	}
	v := n.Content[0].Content[1]
	return v.Kind == yaml.ScalarNode && v.Tag == "!!str" && v.Value == s && v.Anchor == ""
}

// block writes the text of a block scalar below its first line, which has been
// written, indented by depth.
func (f *formatter) block(n *yaml.Node, depth int) {
	f.out.WriteByte('\n')

	from, to := f.t.ValueStart(n), f.t.End(n)
	raw := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(f.t.Data[from:to]))
	first, rest, _ := strings.Cut(raw, "\n")
	lines := strings.Split(rest, "\n")
	keep := strings.Contains(strings.Fields(first + " ")[0], "+")
	for len(lines) > 0 && strings.Trim(lines[len(lines)-1], " \t") == "" {
		lines = lines[:len(lines)-1]
	}
	base := f.blockIndent(n, first, lines)
	for _, line := range lines {
		switch {
		case len(line) > base:
			f.out.WriteString(strings.Repeat(" ", depth) + line[base:] + "\n")
		default:
			f.out.WriteByte('\n')
		}
	}
	if keep {
		// The breaks at the end are text.
		for range keptBreaks(n) {
			f.out.WriteByte('\n')
		}
		f.kept = keptBreaks(n) > 0
	}
}

// indicator returns the sign of a block scalar for the layout. The digit of
// indentation is needed where the text itself begins with a blank, and counts from
// the collection, which is two columns back. A plus that keeps nothing goes: behind
// it an empty line of the layout would become text. A text at the end of a file
// without a last line break has none itself, which a minus says.
func indicator(n *yaml.Node, sign string) string {
	sign = strings.Map(func(r rune) rune {
		switch {
		case '1' <= r && r <= '9':
			return '2'
		case r == '+' && keptBreaks(n) == 0:
			return -1
		}
		return r
	}, sign)
	if n.Value != "" && !strings.HasSuffix(n.Value, "\n") && !strings.Contains(sign, "-") {
		sign += "-"
	}
	return sign
}

// keptBreaks returns how many empty lines at the end of a block scalar are text.
func keptBreaks(n *yaml.Node) int {
	bare := strings.TrimRight(n.Value, "\n")
	breaks := len(n.Value) - len(bare)
	if bare != "" {
		breaks--
	}
	return max(breaks, 0)
}

// blockIndent returns the columns that stand before the lines of a block scalar.
func (f *formatter) blockIndent(n *yaml.Node, head string, lines []string) int {
	line := 0
	for _, l := range lines {
		if strings.Trim(l, " ") != "" {
			line = len(l) - len(strings.TrimLeft(l, " "))
			break
		}
	}
	// With an indicator, what it leaves over is text: the value tells how much.
	if strings.ContainsAny(strings.Fields(head + " ")[0], "123456789") {
		for _, v := range strings.Split(n.Value, "\n") {
			if strings.Trim(v, " ") != "" {
				return max(line-(len(v)-len(strings.TrimLeft(v, " "))), 0)
			}
		}
	}
	return line
}

// flow returns a collection in flow style on one line, behind its anchor and tag.
// It reports whether that can be.
func (f *formatter) flow(n *yaml.Node, k *kind) (string, bool) {
	switch n.Kind {
	case yaml.AliasNode:
		return "*" + n.Value, true
	case yaml.ScalarNode:
		s := f.scalar(n, true, 0)
		return s, !strings.Contains(s, "\n")
	}
	var parts []string
	for _, e := range f.entries(n, k) {
		value, ok := f.flow(e.value, e.kind)
		if !ok {
			return "", false
		}
		value = strings.TrimSuffix(props(e.value)+value, " ")
		switch {
		case e.key == nil:
		case e.value.Kind == yaml.AliasNode, value != "":
			value = props(e.key) + f.scalar(e.key, true, 0) + ": " + value
		default:
			value = props(e.key) + f.scalar(e.key, true, 0)
			if strings.HasSuffix(value, ":") || e.key.Value == "" {
				return "", false
			}
		}
		parts = append(parts, value)
	}
	all := strings.Join(parts, ", ")
	if n.Kind == yaml.SequenceNode {
		return "[" + all + "]", true
	}
	return "{" + all + "}", true
}

// print is what a file says, for comparing two layouts of it.
type print struct {
	tree     string
	comments string
	findings string
}

func (p print) equal(q print) bool {
	return p.tree == q.tree && p.comments == q.comments && p.findings == q.findings
}

// describe writes a value for a print. Anchors are told by their names, and keys of
// objects whose order says nothing are sorted.
func describe(b *strings.Builder, n *yaml.Node, k *kind) {
	fmt.Fprintf(b, "%d %q %s %q(", n.Kind, n.Anchor, n.ShortTag(), n.Value)
	switch {
	case n.Kind == yaml.AliasNode:
		if n.Alias != nil {
			fmt.Fprintf(b, "%d %q", n.Alias.Kind, n.Alias.Value)
		}
	case n.Kind == yaml.MappingNode:
		var entries []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			var e strings.Builder
			describe(&e, n.Content[i], nil)
			describe(&e, n.Content[i+1], k.under(n.Content[i].Value))
			entries = append(entries, e.String())
		}
		b.WriteString(strings.Join(ordered(entries, n, k), ","))
	default:
		for _, item := range n.Content {
			describe(b, item, k.under(""))
		}
	}
	b.WriteByte(')')
}
