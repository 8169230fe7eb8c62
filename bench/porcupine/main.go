// Checks a history with Porcupine: `porcupine kv|cas-register FILE SECONDS`, the file as `assay history check` reads it.
// After so many seconds it gives up.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

type line struct {
	Client    string          `json:"client"`
	Operation string          `json:"operation"`
	Args      args            `json:"args"`
	Result    json.RawMessage `json:"result"`
	Ending    string          `json:"ending"`
	Invoked   int64           `json:"invoked"`
	Completed *int64          `json:"completed"`
}

type args struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
	From  json.RawMessage `json:"from"`
	To    json.RawMessage `json:"to"`
}

type input struct {
	operation, key, value, from string
}

type output struct {
	result string
	known  bool
}

// Values are compared as texts: strings as they are, other JSON as it is written.
func text(raw json.RawMessage) string {
	var s string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

const null = "null"

func step(state, in, out interface{}) (bool, interface{}) {
	s, i, o := state.(string), in.(input), out.(output)
	switch i.operation {
	case "get":
		return !o.known || o.result == s, s
	case "put":
		return true, i.value
	case "append":
		if s == null {
			return true, i.value
		}
		return true, s + i.value
	default:
		done := s == i.from
		ok := !o.known || (o.result == "true") == done
		if done {
			return ok, i.value
		}
		return ok, s
	}
}

var seed = maphash.MakeSeed()

func model(partition bool) porcupine.Model {
	m := porcupine.Model{
		Init: func() interface{} { return null },
		Step: step,
		Hash: func(state interface{}) uint64 { return maphash.String(seed, state.(string)) },
	}
	if partition {
		m.Partition = func(history []porcupine.Operation) [][]porcupine.Operation {
			places := map[string]int{}
			var parts [][]porcupine.Operation
			for _, op := range history {
				key := op.Input.(input).key
				at, known := places[key]
				if !known {
					at = len(parts)
					places[key] = at
					parts = append(parts, nil)
				}
				parts[at] = append(parts[at], op)
			}
			return parts
		}
	}
	return m
}

func main() {
	file, err := os.Open(os.Args[2])
	if err != nil {
		panic(err)
	}
	var history []porcupine.Operation
	clients := map[string]int{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			panic(err)
		}
		if _, known := clients[l.Client]; !known {
			clients[l.Client] = len(clients)
		}
		value := l.Args.Value
		if l.Operation == "cas" {
			value = l.Args.To
		}
		op := porcupine.Operation{
			ClientId: clients[l.Client],
			Input:    input{l.Operation, l.Args.Key, text(value), text(l.Args.From)},
			Call:     l.Invoked,
			Output:   output{},
			Return:   math.MaxInt64,
		}
		if l.Ending == "ok" {
			op.Output = output{text(l.Result), len(l.Result) > 0}
			op.Return = *l.Completed
		}
		history = append(history, op)
	}
	seconds, err := strconv.Atoi(os.Args[3])
	if err != nil {
		panic(err)
	}
	limit := time.Duration(seconds) * time.Second
	fmt.Println(porcupine.CheckOperationsTimeout(model(os.Args[1] == "kv"), history, limit))
}
