//! `lianban`: see [`lianban::cli`].

/// A change of more than 256 bytes is compressed, which takes a buffer of 300 KB for a moment. The system's
/// allocator (seen with glibc 2.36) then puts what stays into the hole that is left and gets the next buffer from
/// the system: 300 KB a record instead of 20.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lianban::cli::main()
}
