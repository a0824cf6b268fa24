package output

import "slices"

// Join makes one of several changes, so that nothing has changed before all files
// are written under temporary names. No file is in two of them.
func Join(all ...Changes) Changes {
	joined := Changes{disk: osFileSystem{}}
	for _, c := range all {
		joined.Create = append(joined.Create, c.Create...)
		joined.Update = append(joined.Update, c.Update...)
		joined.Equal = append(joined.Equal, c.Equal...)
		joined.Remove = append(joined.Remove, c.Remove...)
		joined.Notes = append(joined.Notes, c.Notes...)
		joined.writes = append(joined.writes, c.writes...)
		joined.removes = append(joined.removes, c.removes...)
		joined.temps = append(joined.temps, c.temps...)
	}
	for _, list := range [...][]string{joined.Create, joined.Update, joined.Equal, joined.Remove} {
		slices.Sort(list)
	}
	return joined
}
