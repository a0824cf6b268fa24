package goserver

import (
	"github.com/dave/jennifer/jen"
	"github.com/errspec/errspec/generator"
	"github.com/errspec/errspec/templates/gocode"
)

// The packages that the file for gRPC imports.
const (
	grpcCodes  = "google.golang.org/grpc/codes"
	grpcStatus = "google.golang.org/grpc/status"
)

// grpcFile returns the file for those who have gRPC, the only one that imports
// more than the standard library.
func grpcFile(t *generator.Target) ([]byte, error) {
	f := gocode.File{Package: t.Package, Source: t.Source, Imports: map[string]string{grpcCodes: "codes", grpcStatus: "status"}}
	return gocode.Render(f, grpcMethod(), grpcFunc(t))
}

// grpcMethod emits
//
//	func (e *Error) GRPCStatus() *status.Status {
//		return status.New(codes.Code(e.GRPCCode()), e.Message())
//	}
func grpcMethod() jen.Code {
	return gocode.Documented(
		gocode.Doc(
			gocode.Para("GRPCStatus returns the gRPC code and the message of the answer, for [status.FromError] and [status.Convert]. "+
				"Of an error that wraps e these take the message from its text, which is for logs; what a gRPC handler returns is made with the function [GRPCStatus]."),
		),
		jen.Func().Params(jen.Id("e").Op("*").Id("Error")).Id("GRPCStatus").Params().Op("*").Qual(grpcStatus, "Status").Block(
			jen.Return(jen.Qual(grpcStatus, "New").Call(
				jen.Qual(grpcCodes, "Code").Call(jen.Id("e").Dot("GRPCCode").Call()),
				jen.Id("e").Dot("Message").Call(),
			)),
		),
	)
}

// grpcFunc emits
//
//	func GRPCStatus(err error) *status.Status {
//		if err == nil {
//			return nil
//		}
//		e, _ := answerTo(err)
//		return e.GRPCStatus()
//	}
func grpcFunc(t *generator.Target) jen.Code {
	return gocode.Documented(
		gocode.Doc(
			gocode.Para("GRPCStatus returns what a gRPC server sends for err, and nil for nil. "+
				"It finds the error of the catalogue in err as [Write] does, and masks what has none. An interceptor ends with it:"),
			gocode.Verbatim("res, err := handler(ctx, req)\nreturn res, "+t.Package+".GRPCStatus(err).Err()"),
		),
		jen.Func().Id("GRPCStatus").Params(jen.Err().Error()).Op("*").Qual(grpcStatus, "Status").Block(
			jen.If(jen.Err().Op("==").Nil()).Block(jen.Return(jen.Nil())),
			jen.List(jen.Id("e"), jen.Id("_")).Op(":=").Id("answerTo").Call(jen.Err()),
			jen.Return(jen.Id("e").Dot("GRPCStatus").Call()),
		),
	)
}
