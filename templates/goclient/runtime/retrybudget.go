package runtime

import "sync"

// RetryBudget limits retries while the API is down, when they only add to its
// load. It holds tokens. A retry costs one, and gets it back if the API answers
// it; each request that the API answers adds a tenth of a token. So about one
// request in ten may fail a second time, and a few more after a quiet time; when
// the API is down altogether, retries end after the tokens there are.
//
// Here an answer is a success or another answer that there is no reason to send
// the request again for, with a status below 500: a 404 shows that the API is
// well, a 429 does not.
//
// The zero value is a full budget of 10 tokens. A RetryBudget may be used by any
// number of goroutines and transports. It must not be copied.
type RetryBudget struct {
	// Tokens is how many there are when the budget is full. It is not to be
	// changed later. 0 stands for 10; with less than 0 there is no limit.
	Tokens int

	mu    sync.Mutex
	spent int // tenths of a token that are not there
}

// Tokens of a zero RetryBudget, and tenths in a token.
const (
	usualTokens = 10
	tenths      = 10
)

// take takes a token for a retry, if there is one.
func (b *RetryBudget) take() bool {
	if b.Tokens < 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if (b.spent+tenths-1)/tenths >= usually(b.Tokens, usualTokens) {
		return false
	}
	b.spent += tenths
	return true
}

// giveBack returns the token of a retry that was not made after all.
func (b *RetryBudget) giveBack() { b.add(tenths) }

// succeed adds what an answer adds; that of a retry returns its token, too.
func (b *RetryBudget) succeed(retried bool) {
	if retried {
		b.add(tenths)
	}
	b.add(1)
}

func (b *RetryBudget) add(n int) {
	if b.Tokens < 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(b.spent-n, 0)
}
