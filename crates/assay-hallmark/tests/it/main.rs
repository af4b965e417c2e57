//! Hallmarks as strangers meet them: damaged at random, and checked by another program.

mod damage;
mod openssl;
