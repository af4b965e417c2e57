//! The modules that a strategy may import, and what it may use of each.
//!
//! The lists name what computes. Left out are other modules (`datetime.sys`), whatever loads, saves or executes
//! (`np.load`, `pd.read_csv`, `typing.get_type_hints` evaluates text), and what reaches behind arrays (`as_strided`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One module.
#[derive(Debug)]
pub(super) struct Library {
    /// Its dotted name.
    pub(super) name: &'static str,
    /// What may be used of it, in order.
    members: Vec<&'static str>,
    /// Whether names of capitals and digits may be used too: TA-Lib's functions.
    capitals: bool,
}

impl Library {
    /// Whether the module has such a public member on its list.
    pub(super) fn has(&self, member: &str) -> bool {
        self.members.binary_search(&member).is_ok()
            || self.capitals
                && member.starts_with(|first: char| first.is_ascii_uppercase())
                && member
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    }

    /// The module of that name inside this one, if strategies may use it.
    pub(super) fn module(&self, member: &str) -> Option<&'static Library> {
        find(&format!("{}.{member}", self.name))
    }
}

/// The module of that name, if strategies may use it.
pub(super) fn find(name: &str) -> Option<&'static Library> {
    LIBRARIES.get(name)
}

/// The module whose name is closest to one that is not allowed, and what to do instead of using the latter.
pub(super) fn instead_of(module: &str) -> Option<&'static str> {
    Some(match module.split('.').next().unwrap_or(module) {
        "os" | "sys" | "pathlib" | "io" | "shutil" | "glob" | "tempfile" | "pickle" | "sqlite3" | "csv" => {
            "a strategy has no files: bars come from `--data`, results go to the report"
        }
        "requests" | "urllib" | "urllib3" | "http" | "socket" | "aiohttp" | "httpx" | "ccxt" | "yfinance"
        | "pandas_datareader" | "websocket" | "websockets" => {
            "a strategy has no network: fetch the data before, and pass it with `--data`"
        }
        "matplotlib" | "plotly" | "bokeh" | "seaborn" | "mplfinance" => {
            "plots are made from the report of a run"
        }
        "ta" | "pandas_ta" | "tulipy" | "finta" | "stockstats" | "btalib" => "use `talib`",
        "subprocess" | "multiprocessing" | "threading" | "concurrent" | "asyncio" | "signal" => {
            "a strategy is one thread in one process"
        }
        "vectorbt" | "backtrader" | "zipline" | "freqtrade" | "qstrader" | "pyalgotrade" | "jesse"
        | "AlgorithmImports" => "write the strategy as `class Name(Strategy)` with `init` and `next`",
        "scipy" | "sklearn" | "statsmodels" | "torch" | "tensorflow" | "keras" | "xgboost" | "lightgbm"
        | "numba" => "it is not in the runtime; use numpy",
        "ctypes" | "cffi" | "gc" | "inspect" | "importlib" | "builtins" | "types" | "dis" | "ast"
        | "code" | "marshal" => "a strategy does not need the interpreter's internals",
        _ => return None,
    })
}

static LIBRARIES: LazyLock<BTreeMap<&'static str, Library>> = LazyLock::new(|| {
    let library = |&(name, members): &(&'static str, &'static str)| {
        let mut members: Vec<_> = members.split_whitespace().collect();
        members.sort_unstable();
        (name, Library { name, members, capitals: name.starts_with("talib") })
    };
    MEMBERS.iter().map(library).collect()
});

/// Modules and their members, the modules inside them included.
const MEMBERS: &[(&str, &str)] = &[
    ("__future__", "annotations division print_function"),
    ("abc", "ABC ABCMeta abstractmethod abstractproperty abstractclassmethod abstractstaticmethod"),
    ("assay", "Strategy lib"),
    (
        "assay.lib",
        "OHLCV_AGG SignalStrategy TRADES_AGG TrailingStrategy barssince cross crossover quantile resample_apply",
    ),
    ("backtesting", "Backtest Strategy lib set_bokeh_output test"),
    (
        "backtesting.lib",
        "FractionalBacktest MultiBacktest OHLCV_AGG SignalStrategy TRADES_AGG TrailingStrategy barssince compute_stats \
         cross crossover plot_heatmaps quantile random_ohlc_data resample_apply",
    ),
    ("backtesting.test", "BTCUSD EURUSD GOOG SMA"),
    ("bisect", "bisect bisect_left bisect_right insort insort_left insort_right"),
    (
        "cmath",
        "acos acosh asin asinh atan atanh cos cosh e exp inf infj isclose isfinite isinf isnan log log10 nan nanj phase \
         pi polar rect sin sinh sqrt tan tanh tau",
    ),
    ("collections", "ChainMap Counter OrderedDict UserDict UserList abc defaultdict deque namedtuple"),
    (
        "collections.abc",
        "Callable Collection Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView \
         MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView",
    ),
    ("copy", "copy deepcopy replace"),
    (
        "dataclasses",
        "Field FrozenInstanceError InitVar KW_ONLY MISSING asdict astuple dataclass field fields is_dataclass replace",
    ),
    ("datetime", "MAXYEAR MINYEAR UTC date datetime time timedelta timezone tzinfo"),
    (
        "decimal",
        "BasicContext Clamped Context Decimal DecimalException DecimalTuple DefaultContext DivisionByZero \
         DivisionUndefined ExtendedContext FloatOperation Inexact InvalidOperation MAX_EMAX MAX_PREC MIN_EMIN MIN_ETINY \
         Overflow ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP \
         Rounded Subnormal Underflow getcontext localcontext setcontext",
    ),
    (
        "enum",
        "CONFORM CONTINUOUS EJECT Enum Flag FlagBoundary IntEnum IntFlag KEEP NAMED_FLAGS ReprEnum STRICT StrEnum UNIQUE \
         auto member nonmember unique verify",
    ),
    ("fractions", "Fraction"),
    (
        "functools",
        "cache cached_property cmp_to_key lru_cache partial partialmethod reduce total_ordering update_wrapper wraps",
    ),
    ("heapq", "heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest"),
    (
        "itertools",
        "accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse \
         groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest",
    ),
    ("json", "JSONDecodeError dumps loads"),
    (
        "logging",
        "CRITICAL DEBUG ERROR INFO Logger LoggerAdapter NOTSET NullHandler WARNING critical debug disable error exception \
         getLevelName getLogger info log warning",
    ),
    (
        "math",
        "acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 \
         fabs factorial floor fma fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma \
         log log10 log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt sumprod tan tanh tau \
         trunc ulp",
    ),
    ("numbers", "Complex Integral Number Rational Real"),
    (
        "numpy",
        "False_ True_ abs absolute acos acosh add all allclose amax amin angle any append apply_along_axis \
         apply_over_axes arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort \
         argwhere around array array2string array_equal array_equiv array_repr array_split array_str asanyarray asarray \
         asarray_chkfinite ascontiguousarray asfortranarray asin asinh astype atan atan2 atanh atleast_1d atleast_2d \
         atleast_3d average bartlett base_repr binary_repr bincount bitwise_and bitwise_count bitwise_invert \
         bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman block bool bool_ broadcast \
         broadcast_arrays broadcast_shapes broadcast_to busday_count busday_offset busdaycalendar c_ can_cast cbrt ceil \
         choose clip column_stack complex128 complex64 complexfloating compress concat concatenate conj conjugate convolve \
         copy copysign copyto corrcoef correlate cos cosh count_nonzero cov cross cumprod cumproduct cumsum \
         cumulative_prod cumulative_sum datetime64 datetime_as_string datetime_data deg2rad degrees delete diag \
         diag_indices diagflat diagonal diff digitize divide divmod dot double dsplit dstack dtype e ediff1d einsum \
         empty empty_like equal errstate euler_gamma exp exp2 expand_dims expm1 extract eye fabs fft fill_diagonal finfo \
         fix flatnonzero flexible flip fliplr flipud float16 float32 float64 float_ float_power floating floor \
         floor_divide fmax fmin fmod format_float_positional format_float_scientific frexp fromfunction fromiter \
         frompyfunc full full_like gcd generic geomspace get_printoptions gradient greater greater_equal half hamming \
         hanning heaviside histogram histogram2d histogram_bin_edges histogramdd hsplit hstack hypot i0 identity iinfo \
         imag in1d indices inexact inf inner insert int16 int32 int64 int8 int_ intc integer interp intersect1d intp \
         invert is_busday isclose iscomplex iscomplexobj isfinite isin isinf isnan isnat isneginf isposinf isreal \
         isrealobj isscalar issubdtype iterable ix_ kaiser kron lcm ldexp left_shift less less_equal lexsort lib linalg \
         linspace log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logspace \
         longlong ma matmul matrix matrix_transpose max maximum may_share_memory mean median meshgrid mgrid min \
         min_scalar_type minimum mod modf moveaxis multiply nan nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax \
         nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndarray ndenumerate ndim ndindex \
         negative newaxis nextafter nonzero not_equal number object_ ogrid ones ones_like outer packbits pad partition \
         percentile permute_dims pi piecewise place poly1d polyadd polyder polydiv polyfit polyint polymul polynomial \
         polysub polyval positive pow power printoptions prod product promote_types ptp put put_along_axis putmask \
         quantile r_ rad2deg radians random ravel ravel_multi_index real real_if_close reciprocal remainder repeat \
         reshape resize result_type right_shift rint roll rollaxis roots rot90 round round_ row_stack s_ searchsorted \
         select set_printoptions setdiff1d seterr setxor1d shape shares_memory sign signbit signedinteger sin sinc single \
         sinh size sort sort_complex spacing split sqrt square squeeze stack std str_ subtract sum swapaxes take \
         take_along_axis tan tanh tensordot tile timedelta64 trace transpose trapezoid trapz tri tril tril_indices \
         trim_zeros triu triu_indices true_divide trunc typing ubyte ufunc uint uint16 uint32 uint64 uint8 uintp union1d \
         unique unique_all unique_counts unique_inverse unique_values unpackbits unravel_index unsignedinteger unstack \
         unwrap vander var vdot vecdot vectorize vsplit vstack where zeros zeros_like",
    ),
    ("numpy.fft", "fft fft2 fftfreq fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft rfft rfftfreq"),
    ("numpy.lib", "stride_tricks"),
    ("numpy.lib.stride_tricks", "sliding_window_view broadcast_to"),
    (
        "numpy.linalg",
        "LinAlgError cholesky cond det eig eigh eigvals eigvalsh inv lstsq matrix_norm matrix_power matrix_rank \
         multi_dot norm pinv qr slogdet solve svd svdvals trace vector_norm",
    ),
    (
        "numpy.ma",
        "MaskedArray array average filled fix_invalid getmaskarray is_masked isMaskedArray masked masked_array \
         masked_equal masked_greater masked_inside masked_invalid masked_less masked_outside masked_where max mean median \
         min nomask std sum var",
    ),
    ("numpy.polynomial", "Chebyshev Hermite HermiteE Laguerre Legendre Polynomial"),
    (
        "numpy.random",
        "Generator MT19937 PCG64 Philox RandomState SFC64 SeedSequence beta binomial chisquare choice default_rng \
         dirichlet exponential f gamma geometric gumbel hypergeometric laplace logistic lognormal multinomial \
         multivariate_normal negative_binomial normal pareto permutation poisson power rand randint randn random \
         random_integers random_sample ranf rayleigh sample seed shuffle standard_cauchy standard_exponential \
         standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf",
    ),
    ("numpy.typing", "ArrayLike DTypeLike NDArray"),
    (
        "operator",
        "abs add and_ concat contains countOf eq floordiv ge getitem gt iadd iand imul index indexOf invert is_ is_not \
         isub itemgetter itruediv le lt matmul mod mul ne neg not_ or_ pos pow sub truediv truth xor",
    ),
    (
        "pandas",
        "BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DateOffset DatetimeIndex DatetimeTZDtype \
         Float32Dtype Float64Dtype Grouper Index IndexSlice Int16Dtype Int32Dtype Int64Dtype Int8Dtype Interval \
         IntervalDtype IntervalIndex MultiIndex NA NaT NamedAgg Period PeriodDtype PeriodIndex RangeIndex Series \
         StringDtype Timedelta TimedeltaIndex Timestamp UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype api array \
         bdate_range concat crosstab cut date_range factorize from_dummies get_dummies get_option infer_freq \
         interval_range isna isnull lreshape melt merge merge_asof merge_ordered notna notnull offsets option_context \
         options period_range pivot pivot_table qcut reset_option set_option timedelta_range to_datetime to_numeric \
         to_timedelta tseries unique wide_to_long",
    ),
    ("pandas.api", "types"),
    (
        "pandas.api.types",
        "CategoricalDtype DatetimeTZDtype IntervalDtype PeriodDtype infer_dtype is_array_like is_bool is_bool_dtype \
         is_complex_dtype is_datetime64_any_dtype is_datetime64_dtype is_dict_like is_float is_float_dtype is_integer \
         is_integer_dtype is_list_like is_number is_numeric_dtype is_object_dtype is_scalar is_string_dtype \
         is_timedelta64_dtype pandas_dtype",
    ),
    ("pandas.offsets", OFFSETS),
    ("pandas.tseries", "frequencies offsets"),
    ("pandas.tseries.frequencies", "to_offset infer_freq"),
    ("pandas.tseries.offsets", OFFSETS),
    (
        "random",
        "Random betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate \
         normalvariate paretovariate randint random randrange sample seed setstate shuffle triangular uniform \
         vonmisesvariate weibullvariate",
    ),
    (
        "statistics",
        "LinearRegression NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean kde \
         linear_regression mean median median_grouped median_high median_low mode multimode pstdev pvariance quantiles \
         stdev variance",
    ),
    (
        "talib",
        "MA_Type abstract get_function_groups get_functions set_unstable_period get_unstable_period stream",
    ),
    ("talib.abstract", "Function"),
    ("talib.stream", ""),
    (
        "time",
        "asctime ctime gmtime localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns process_time strftime \
         strptime struct_time time time_ns",
    ),
    (
        "typing",
        "AbstractSet Annotated Any AnyStr Callable ChainMap ClassVar Collection Concatenate Container Counter \
         DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable ItemsView Iterable Iterator KeysView List \
         Literal LiteralString Mapping MappingView MutableMapping MutableSequence MutableSet NamedTuple Never NewType \
         NoReturn NotRequired Optional OrderedDict ParamSpec Protocol Required Reversible Self Sequence Set Sized \
         SupportsAbs SupportsFloat SupportsIndex SupportsInt SupportsRound TYPE_CHECKING Text Tuple Type TypeAlias \
         TypeGuard TypeVar TypedDict Union Unpack ValuesView assert_never cast final get_args get_origin no_type_check \
         overload override runtime_checkable",
    ),
    ("warnings", "catch_warnings filterwarnings resetwarnings simplefilter warn"),
    ("zoneinfo", "ZoneInfo ZoneInfoNotFoundError"),
];

const OFFSETS: &str = "BDay BMonthBegin BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd BusinessDay BusinessHour \
     BusinessMonthBegin BusinessMonthEnd CustomBusinessDay CustomBusinessHour DateOffset Day Easter Hour LastWeekOfMonth \
     Micro Milli Minute MonthBegin MonthEnd Nano QuarterBegin QuarterEnd Second SemiMonthBegin SemiMonthEnd Week \
     WeekOfMonth YearBegin YearEnd";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_looked_up() {
        let check = |module: &str, member: &str, expected: bool| {
            assert_eq!(
                find(module).is_some_and(|library| library.has(member)),
                expected,
                "{module}.{member}"
            );
        };
        check("numpy", "mean", true);
        check("numpy", "load", false);
        check("numpy", "f2py", false);
        check("numpy.lib.stride_tricks", "as_strided", false);
        check("pandas", "read_csv", false);
        check("pandas", "io", false);
        check("datetime", "sys", false);
        check("talib", "CDL3BLACKCROWS", true);
        check("talib", "atexit", false);
        check("numpy", "SMA", false);
        check("os", "path", false);
    }

    #[test]
    fn inner_modules_are_members_of_their_module() {
        for (name, _) in MEMBERS {
            let Some((outer, inner)) = name.rsplit_once('.') else { continue };
            assert!(find(outer).is_some_and(|library| library.has(inner)), "{name}");
        }
    }
}
