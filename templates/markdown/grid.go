package markdown

import "slices"

// grid is the rows of a table while they are made: the texts of their cells, one
// behind the other. The pages that Go writes have them from here; templates get
// them as [Row].
type grid struct {
	text []byte
	ends []int // of the cells, in text
}

// end ends the text of a cell.
func (g *grid) end() { g.ends = append(g.ends, len(g.text)) }

func (g *grid) add(cell string) {
	g.text = append(g.text, cell...)
	g.end()
}

func (g *grid) empty() bool { return len(g.ends) == 0 }

func (g *grid) clear() { g.text, g.ends = g.text[:0], g.ends[:0] }

// rowsOf returns what is in the grid as a table, or nothing when there is nothing.
func (w *writer) rowsOf(columns columns) []Row {
	g := &w.grid
	if g.empty() {
		return nil
	}
	text, start := w.kept(g.text), 0
	n := len(columns.names)
	rows := w.table(columns, len(g.ends)/n)
	for ends := range slices.Chunk(g.ends, n) {
		r := w.cells.take(n)
		for i, end := range ends {
			r[i], start = text[start:end], end
		}
		rows = append(rows, r)
	}
	g.clear()
	return rows
}

// appendRows writes the rows that are in the grid.
func (g *grid) appendRows(b []byte, columns int) []byte {
	start := 0
	for i, end := range g.ends {
		b = appendCell(b, g.text[start:end])
		if (i+1)%columns == 0 {
			b = append(b, "|\n"...)
		}
		start = end
	}
	g.clear()
	return b
}

func appendCell[T string | []byte](b []byte, cell T) []byte {
	b = append(b, "| "...)
	if len(cell) > 0 {
		b = append(append(b, cell...), ' ')
	}
	return b
}

func appendCells(b []byte, row Row) []byte {
	for _, cell := range row {
		b = appendCell(b, cell)
	}
	return append(b, "|\n"...)
}

// columns are the first row of a table, and what a page has of it: every error may
// have tables of its own.
type columns struct {
	names Row
	text  string
}

func columnsOf(names ...string) columns {
	return columns{names, string(appendColumns(nil, names))}
}

// appendColumns writes the first row of a table and the line below it.
func appendColumns(b []byte, names Row) []byte {
	b = appendCells(b, names)
	for range names {
		b = append(b, "| --- "...)
	}
	return append(b, "|\n"...)
}

// appendTable leaves a table out that has no rows but the first.
func appendTable(b []byte, rows []Row) []byte {
	if len(rows) < 2 {
		return b
	}
	b = appendColumns(b, rows[0])
	for _, r := range rows[1:] {
		b = appendCells(b, r)
	}
	return append(b, '\n')
}
