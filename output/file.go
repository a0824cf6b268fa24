// Package output puts rendered files on disk.
//
// It is the last stage of the pipeline: files in memory in, a folder that holds
// them out. It knows nothing of catalogues; all it reads in a file is the mark
// that says who wrote it.
package output

// File is a rendered file.
type File struct {
	// Path is a slash path relative to the root: "output/inbox/errors.md". Only
	// with Options.AllowOutside it may begin with "../", or be absolute.
	Path string
	Data []byte

	// Own says that the file has regions in which people write: [Plan] fills them
	// with what stands in the file on disk.
	Own bool
}
