package goserver

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"testing"

	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/internal/corpus"
	"github.com/errspec/errspec/spec"
)

// laidOut tests that a file is as gofmt leaves it, and that every error is spelled
// as it is when there is no other, so that none is like one of the same shape where
// it should not be.
func laidOut(t *testing.T, p *generator.Plan, target *generator.Target) {
	t.Helper()
	together, err := errorsFile(p, target)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := format.Source(together); err != nil || !bytes.Equal(again, together) {
		t.Fatalf("%v; gofmt makes\n%s\nof\n%s", err, again, together)
	}
	all, err := corpus.GoDecls(together)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.Errors {
		one := *p
		one.Errors = []*generator.Error{e}
		alone, err := errorsFile(&one, target)
		if err != nil {
			t.Fatal(err)
		}
		decls, err := corpus.GoDecls(alone)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range decls {
			if !slices.Contains([]string{"catalog", "phrases", "operations"}, name) && all[name] != text {
				t.Errorf("%s alone is\n%s\nand among others\n%s", name, text, all[name])
			}
		}
	}
}

// built returns the plan of a catalogue of the corpus and its server target, or
// false if the catalogue has mistakes.
func built(catalogue []byte) (*generator.Plan, *generator.Target, bool) {
	c, ds := spec.Parse("errors.yaml", catalogue)
	if ds.HasErrors() {
		return nil, nil, false
	}
	p, ds := generator.Build(c, generator.Options{Kinds: []string{generator.TargetGoServer}})
	if ds.HasErrors() {
		return nil, nil, false
	}
	return p, p.Targets[0], true
}

func TestCorpus(t *testing.T) {
	tried := 0
	for seed := range uint64(24) {
		if p, target, ok := built(corpus.Rich(seed, 12, "")); ok {
			tried++
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				laidOut(t, p, target)
				files, err := Render(p, target)
				if err != nil {
					t.Fatal(err)
				}
				typeCheck(t, files)
			})
		}
	}
	if tried < 12 {
		t.Errorf("only %d of 24 catalogues have no mistakes", tried)
	}
}

func FuzzLayout(f *testing.F) {
	f.Add(uint64(1), hostile)
	f.Add(uint64(7), "\u01c2000001\u01c2 \u01c2")
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		if p, target, ok := built(corpus.Rich(seed, 4, text)); ok {
			laidOut(t, p, target)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		p, target, ok := built(corpus.Plain(n))
		if !ok {
			b.Fatal("the catalogue has mistakes")
		}
		b.Run(fmt.Sprintf("errors=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				files, err := Render(p, target)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(files[0].Data)))
			}
		})
	}
}

// TestAllocations holds what an error costs beside those of its shape. Jennifer and
// gofmt took 1,000 for the same.
func TestAllocations(t *testing.T) {
	allocations := func(n int) float64 {
		p, target, ok := built(corpus.Plain(n))
		if !ok {
			t.Fatal("the catalogue has mistakes")
		}
		return testing.AllocsPerRun(3, func() {
			if _, err := errorsFile(p, target); err != nil {
				t.Fatal(err)
			}
		})
	}
	if per := (allocations(2000) - allocations(1000)) / 1000; per > 2 {
		t.Errorf("%.1f allocations for an error", per)
	}
}
