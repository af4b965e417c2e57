# Only forwards: `cargo xtask help` tells what there is.
.PHONY: demo test ci bench parity fuzz

demo test ci parity fuzz:
	@cargo xtask $@

bench:
	@cargo xtask bench engine
