//! The one door between Python and the core: GIL released, Ctrl-C heard, errors mapped.
use journeymine_core::budget::{Budget, Limits, StoppedBy};
use journeymine_core::error::{Error, Result};
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long a Ctrl-C may go unheard.
const LISTEN_EVERY: Duration = Duration::from_millis(50);

/// A budget of so many seconds and bytes; a limit beyond what a clock can hold is none.
pub fn budget(time_limit: Option<f64>, memory_limit: Option<usize>) -> Budget {
    let time = time_limit.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Budget::of(Limits { time, memory: memory_limit })
}

/// The option that cut a search short.
pub fn name_of(stopped_by: StoppedBy) -> &'static str {
    match stopped_by {
        StoppedBy::MaxPatterns => "max_patterns",
        StoppedBy::TimeLimit => "time_limit",
        StoppedBy::MemoryLimit => "memory_limit",
    }
}

/// Runs `work` without the GIL on a thread of its own while this one listens for Ctrl-C.
pub fn enter<T: Send>(py: Python<'_>, budget: &Budget, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    enter_telling(py, budget, None, work)
}

/// As [`enter`]; `tell` is called on this thread with the share of the work that is done, again and again, and with 1 at
/// the end. An exception of `tell` ends the work.
pub fn enter_telling<T: Send>(
    py: Python<'_>,
    budget: &Budget,
    tell: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce() -> Result<T> + Send,
) -> PyResult<T> {
    let told = |share: f64| tell.map_or(Ok(()), |tell| tell.call1((share,)).map(|_| ()));
    let (done, mut finished) = channel();
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let result = work();
            // The listener may have gone; the result is handed over by `join`.
            let _ = done.send(());
            result
        });
        let mut interrupted = None;
        loop {
            // A receiver may change threads but not be shared: lend it whole.
            let waiting = &mut finished;
            match py.detach(move || waiting.recv_timeout(LISTEN_EVERY)) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    budget.look();
                    if interrupted.is_none()
                        && let Err(raised) = py.check_signals().and_then(|()| told(budget.progress()))
                    {
                        budget.cancel();
                        interrupted = Some(raised);
                    }
                }
            }
        }
        let result = worker.join();
        match (interrupted, result) {
            (Some(raised), _) => Err(raised),
            (None, Ok(result)) => {
                let found = result.map_err(|error| to_python(py, error))?;
                told(1.0).map(|()| found)
            }
            (None, Err(panic)) => std::panic::resume_unwind(panic),
        }
    })
}

/// The Python exception for an error of the core; the only place that knows both.
pub fn to_python(py: Python<'_>, error: Error) -> PyErr {
    let class = match &error {
        Error::Cancelled => return PyKeyboardInterrupt::new_err(()),
        Error::Capacity { .. } | Error::Memory { .. } => "CapacityError",
        Error::Shape { .. } | Error::Spent => return PyValueError::new_err(error.to_string()),
    };
    let raised = || -> PyResult<PyErr> {
        let class = py.import("journeymine.errors")?.getattr(class)?;
        Ok(PyErr::from_value(class.call1((error.to_string(),))?))
    };
    raised().unwrap_or_else(|failure| failure)
}
